// The message list and the keyboard.
//
// The list is one stop of the Tab key; arrows, j and k move in it. Any other key presses the
// visible control that names it in aria-keyshortcuts.

const LIST_KEYS = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -1e6, End: 1e6 }
const ANYWHERE_KEYS = { j: 1, k: -1 }

// Personal settings may switch off keys that do something without a modifier (WCAG 2.1.4).
const singleKeys = document.body.dataset.singleKeys !== "off"
const opensAsRead = document.body.dataset.markRead !== "by-hand"

class MessageList {
  #opened = null

  constructor() {
    document.addEventListener("keydown", (event) => this.#press(event))
    document.addEventListener("focusin", ({ target }) => this.#setStop(target.closest(".message-row__link")))
    document.addEventListener("htmx:afterSwap", ({ target }) => this.#afterSwap(target))
    this.#markOpened()
    this.#announceKeys()
  }

  get #links() {
    return [...document.querySelectorAll(".message-row__link")]
  }

  get #current() {
    return document.querySelector(".message-row__link[aria-current]")
  }

  #press(event) {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return
    const inList = document.activeElement.closest(".message-row__link")
    const step = (singleKeys && ANYWHERE_KEYS[event.key]) || (inList ? LIST_KEYS[event.key] : undefined)
    if (step) this.#move(inList ?? this.#current, step)
    else if (!this.#pressControl(event.key)) return
    event.preventDefault()
  }

  #move(from, step) {
    const links = this.#links
    const wanted = from ? links.indexOf(from) + step : 0
    links[Math.max(0, Math.min(wanted, links.length - 1))]?.focus()
  }

  #pressControl(key) {
    if (!singleKeys || !/^[a-z]$/.test(key)) return false
    const controls = [...document.querySelectorAll(`[aria-keyshortcuts="${key}"]`)]
    const control = controls.find((one) => one.checkVisibility())
    control?.click()
    return Boolean(control)
  }

  #setStop(link) {
    if (!link) return
    for (const one of this.#links) one.tabIndex = one === link ? 0 : -1
  }

  // What is switched off is not announced by a screen reader either.
  #announceKeys() {
    if (singleKeys) return
    for (const control of document.querySelectorAll("[aria-keyshortcuts]")) {
      if (/^[a-z]$/.test(control.ariaKeyShortcuts)) control.removeAttribute("aria-keyshortcuts")
    }
  }

  #afterSwap(target) {
    this.#announceKeys()
    if (target.id === "list" || target.id === "reading") this.#markOpened()
    if (target.id !== "reading") return
    this.#keepFocus()
    // Not needed before the first message is open, and by then in the page or fetched here.
    if (target.querySelector(".mail-frame")) import(target.dataset.frameModule)
  }

  #markOpened() {
    const { pathname, searchParams } = new URL(location.href)
    const id = searchParams.get("message") ?? pathname.match(/^\/messages\/(\d+)\//)?.[1]
    for (const link of this.#links) {
      if (link.id !== `message-${id}`) link.removeAttribute("aria-current")
      else this.#open(link)
    }
    this.#setStop(this.#links.find((link) => link === document.activeElement) ?? this.#current ?? this.#links[0])
  }

  #open(link) {
    link.setAttribute("aria-current", "true")
    this.#opened = link.id
    if (!opensAsRead) return
    link.closest(".message-row").classList.remove("message-row--unseen")
    link.querySelector(".message-row__dot")?.remove()
  }

  // Where the list gives way to the message, focus goes along; and back to the row afterwards.
  #keepFocus() {
    const row = this.#opened && document.getElementById(this.#opened)
    const subject = document.querySelector(".reading__subject")
    if (!subject) row?.focus()
    else if (!row?.checkVisibility()) subject.focus()
  }
}

new MessageList()
