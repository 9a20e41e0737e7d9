// Offers the time zone of this device where the reader has chosen another one.

const offer = document.querySelector("[data-time-zone-offer]")
const select = document.getElementById(offer.dataset.timeZoneOffer)
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
const option = [...select.options].find((one) => one.value === zone)

function showOffer() {
  offer.hidden = !option || select.value === zone
}

if (option) offer.querySelector("bdi").textContent = option.text
offer.addEventListener("click", () => {
  select.value = zone
  select.focus()
  showOffer()
})
select.addEventListener("change", showOffer)
showOffer()
