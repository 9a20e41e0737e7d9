// Writing: the caret stands where the next word goes, Ctrl+Enter sends, nothing is lost by accident.

const PATIENCE_MS = 10000

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

// What is sent while nobody is signed in any more would be lost, and whoever signed in again in
// another tab has another token: this page is asked for anew before it is left.
form.addEventListener("submit", async (event) => {
  event.preventDefault()
  for (const element of form.querySelectorAll("[data-signed-out], [data-unreachable]")) element.hidden = true
  const hindrance = await renew().catch(() => "[data-unreachable]")
  if (hindrance) {
    form.querySelector(hindrance).hidden = false
    return
  }
  changed = false
  form.submit()
})

// Takes the token of whoever is signed in now; else names what there is to say.
async function renew() {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout(PATIENCE_MS) })
  if (new URL(answer.url).pathname === form.querySelector("[data-signed-out] a").pathname) return "[data-signed-out]"
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const fresh = page.querySelector("[data-compose] [name=csrfmiddlewaretoken]")
  if (fresh) form.elements.namedItem("csrfmiddlewaretoken").value = fresh.value
  return ""
}

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  form.requestSubmit()
})

window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault()
})
