// Writing: the caret stands where the next word goes, Ctrl+Enter sends, nothing is lost by accident.

const form = document.querySelector("[data-compose]")
const text = form.elements.namedItem("text")
const to = form.elements.namedItem("to")
let changed = false

if (!form.querySelector("[aria-invalid]")) {
  // Above the signature and what is quoted.
  text.setSelectionRange(0, 0)
  if (to.value) {
    text.focus()
  } else {
    to.focus()
  }
}

form.addEventListener("input", () => {
  changed = true
})

form.addEventListener("submit", () => {
  changed = false
})

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  form.requestSubmit()
})

window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault()
})
