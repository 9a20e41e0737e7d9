// Shows a typed password, and hides it again before the form is sent.

function setShown(button, shown) {
  button.setAttribute("aria-pressed", String(shown))
  document.getElementById(button.getAttribute("aria-controls")).type = shown ? "text" : "password"
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-reveal]")
  if (button) setShown(button, button.getAttribute("aria-pressed") === "false")
})

document.addEventListener("submit", ({ target }) => {
  for (const button of target.querySelectorAll("[data-reveal]")) setShown(button, false)
})
