// What the list does when it is refreshed: the reader's place stays, and what came in above it is
// told of, by a button where it is out of sight and to a screen reader in any case.

const AT_TOP_PX = 4

class News {
  #place = null
  #known = new Set()
  #fresh = new Set()
  #focused = -1

  constructor() {
    document.addEventListener("htmx:configRequest", ({ detail }) => this.#askForAll(detail))
    document.addEventListener("htmx:beforeSwap", ({ target }) => target === this.#list && this.#remember())
    document.addEventListener("htmx:afterSwap", ({ target }) => target === this.#list && this.#catchUp())
    document.addEventListener("htmx:responseError", ({ detail }) => this.#sayVanished(detail))
    this.#list.addEventListener("scroll", () => this.#isAtTop && this.#settle(), { passive: true })
    document.addEventListener("click", ({ target }) => target.closest?.("#list-news button") && this.#goUp())
  }

  get #list() {
    return document.getElementById("list")
  }

  get #rows() {
    return [...this.#list.querySelectorAll(".message-row")]
  }

  get #links() {
    return [...this.#list.querySelectorAll(".message-row__link")]
  }

  get #isAtTop() {
    return this.#list.scrollTop <= AT_TOP_PX
  }

  // Down to the last row that is here, else new ones would push it out at the bottom.
  #askForAll({ elt, parameters }) {
    if (elt !== this.#list || this.#isAtTop) return
    const last = this.#rows.at(-1)
    if (last) parameters.until = last.dataset.message
  }

  #remember() {
    const top = this.#list.getBoundingClientRect().top + (this.#list.querySelector(".message-list__head")?.offsetHeight ?? 0)
    const first = this.#rows.find((row) => row.getBoundingClientRect().bottom > top)
    this.#place = first && !this.#isAtTop ? { row: first, offset: first.getBoundingClientRect().top } : null
    this.#known = new Set(this.#rows.map((row) => row.dataset.message))
    this.#focused = this.#links.indexOf(document.activeElement)
  }

  #catchUp() {
    this.#keepPlace()
    this.#keepFocus()
    this.#countFresh()
  }

  #keepPlace() {
    const { row, offset } = this.#place ?? {}
    if (row?.isConnected) this.#list.scrollTop += row.getBoundingClientRect().top - offset
  }

  // The row with the focus may be gone; its neighbour takes over.
  #keepFocus() {
    if (this.#focused < 0 || document.activeElement !== document.body) return
    const links = this.#links
    links[Math.min(this.#focused, links.length - 1)]?.focus({ preventScroll: true })
  }

  #countFresh() {
    const ids = this.#rows.map((row) => row.dataset.message)
    const oldest = ids.findIndex((id) => this.#known.has(id))
    const above = ids.slice(0, Math.max(0, oldest)).filter((id) => !this.#known.has(id))
    if (this.#isAtTop) this.#fresh.clear()
    for (const id of above) this.#fresh.add(id)
    if (above.length) this.#tell(this.#fresh.size)
  }

  #tell(count) {
    const region = document.getElementById("list-news")
    const words = (count === 1 ? region.dataset.one : region.dataset.many).replace("#", count.toLocaleString(document.documentElement.lang))
    const [button, said] = region.children
    button.hidden = this.#isAtTop
    button.textContent = this.#isAtTop ? "" : words
    said.textContent = this.#isAtTop ? words : ""
  }

  #settle() {
    this.#fresh.clear()
    document.querySelector("#list-news button").hidden = true
  }

  #goUp() {
    // At once: a refresh on the way would stop a slow movement, and not everybody likes one.
    this.#list.scrollTop = 0
    this.#links[0]?.focus({ preventScroll: true })
  }

  // The open message is not even remembered any more: its folder was deleted, say.
  #sayVanished({ elt, xhr }) {
    if (elt.id === "message-state" && xhr.status === 404) elt.querySelector("[data-vanished]").hidden = false
  }
}

if (document.getElementById("list")) new News()
