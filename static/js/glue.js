// The only file that knows htmx's events.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = document.querySelector("meta[name=csrf-token]").content
})

// A step of the wizard that asks for attention gets it after it was swapped in.
document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector("[autofocus]")?.focus()
})

// An open menu closes when something else is pressed.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false
  }
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false
    menu.querySelector("summary").focus()
  }
})
