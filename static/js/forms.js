// A form that is being sent is not sent twice; Ctrl-Enter sends a message.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-once]")
  if (!form) return
  if (form.dataset.sent) event.preventDefault()
  form.dataset.sent = "yes"
  for (const button of form.querySelectorAll("[type=submit]")) button.ariaBusy = "true"
})

addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.target.closest("[data-compose]")?.requestSubmit()
})
