// Tells the page that something changed: “mail:changed” and “outbox:changed” on <body>.
//
// One tab of the browser holds the event stream and tells the others, because a browser opens six
// connections to a host at most. Web Locks need https or localhost; without them a tab listens
// only while it is visible.

const NAMES = ["mail", "outbox"]
const QUIET_MS = 1000 // between two refreshes of one kind
const PATIENCE_MS = 8000 // a stream that is away for longer is worth a sentence
const RETRY_MS = 30000

class Live {
  #url
  #seen
  #source = null
  #patience = 0
  #pending = new Set()
  #refreshed = new Map()
  #channel = new BroadcastChannel("events")

  constructor(url) {
    this.#url = new URL(url, location.href)
    this.#seen = Number(this.#url.searchParams.get("from"))
  }

  start() {
    this.#channel.onmessage = ({ data }) => this.#hear(data)
    this.#channel.postMessage({ ask: true })
    if (navigator.locks) {
      navigator.locks.request("events", () => new Promise(() => this.#open()))
    } else {
      document.addEventListener("visibilitychange", () => this.#followVisibility())
      this.#followVisibility()
    }
  }

  #followVisibility() {
    if (document.hidden) this.#close()
    else if (!this.#source) this.#open()
  }

  #open() {
    this.#url.searchParams.set("from", this.#seen)
    this.#source = new EventSource(this.#url)
    this.#source.onopen = () => this.#setLost(false)
    this.#source.onerror = () => this.#reconnect()
    for (const name of NAMES) {
      this.#source.addEventListener(name, ({ data }) => this.#tell({ names: [name], number: Number(data) }))
    }
  }

  #close() {
    this.#source?.close()
    this.#source = null
  }

  // The browser comes back by itself after a cut, but not after an answer that is no stream.
  #reconnect() {
    this.#patience ||= setTimeout(() => this.#setLost(true), PATIENCE_MS)
    if (this.#source?.readyState !== EventSource.CLOSED) return
    this.#close()
    setTimeout(() => this.#source || this.#open(), RETRY_MS)
  }

  #tell(event) {
    this.#channel.postMessage(event)
    this.#hear(event)
  }

  #hear({ ask, lost, names, number }) {
    if (ask && this.#source) this.#channel.postMessage({ names: NAMES, number: this.#seen })
    if (lost !== undefined) this.#showLost(lost)
    if (!(number > this.#seen)) return
    this.#seen = number
    for (const name of names) this.#refresh(name)
  }

  // At once, then at most once a second; the last change is never left out.
  #refresh(name) {
    if (this.#pending.has(name)) return
    this.#pending.add(name)
    const earliest = (this.#refreshed.get(name) ?? -QUIET_MS) + QUIET_MS
    setTimeout(() => {
      this.#pending.delete(name)
      this.#refreshed.set(name, performance.now())
      document.body.dispatchEvent(new CustomEvent(`${name}:changed`))
    }, earliest - performance.now())
  }

  #setLost(lost) {
    clearTimeout(this.#patience)
    this.#patience = 0
    this.#channel.postMessage({ lost })
    this.#showLost(lost)
  }

  #showLost(lost) {
    for (const element of document.querySelectorAll("[data-live-lost]")) element.hidden = !lost
  }
}

// A fragment that comes back as a whole page (signed out, account removed) is shown as one, and a
// link that htmx could not follow is followed by the browser.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText)) return
  event.preventDefault()
  location.assign(event.detail.xhr.responseURL)
})
for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failed, ({ detail }) => {
    if (detail.elt.matches("a")) location.assign(detail.elt.href)
  })
}

if (document.body.dataset.eventsUrl) new Live(document.body.dataset.eventsUrl).start()
