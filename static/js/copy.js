// Copies the report of the problem that the button belongs to. Where the browser keeps the clipboard for
// https, the text is shown and selected instead.

async function copy(button) {
  const source = button.closest("[data-problem]").querySelector("[data-report]")
  try {
    await navigator.clipboard.writeText(source.textContent)
    button.querySelector("[data-copy-state]").textContent = button.dataset.copied
  } catch {
    source.closest("details")?.setAttribute("open", "")
    getSelection().selectAllChildren(source)
    source.focus()
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-copy]")
  if (button) copy(button)
})
