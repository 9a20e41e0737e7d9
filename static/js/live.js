// Tells the page that something changed: “mail:changed” and “outbox:changed” on <body>.
//
// Many changes in a moment are told of once. A page that nobody sees is told “mail:waiting” now and
// then, for the number in its title, and of the rest when it is looked at again.
//
// One tab of the browser holds the event stream and tells the others, because a browser opens six
// connections to a host at most. When that tab closes, another one takes over. Web Locks choose
// the tab; they need https or localhost. Where they are missing, and where a proxy lets no stream
// through, a visible tab asks every few seconds instead.
//
// Nothing tells a page that nobody asks the mail server any more, so a visible page looks again now
// and then, by the clock on the wall, which goes on while a computer sleeps.

const NAMES = ["mail", "outbox"]
const QUIET_MS = 500 // between two refreshes of one kind
const HIDDEN_QUIET_MS = 10000
const PATIENCE_MS = 8000 // a stream that is away for longer is worth a sentence
const POLL_MS = 10000
const STREAM_AGAIN_MS = 300000 // while polling: perhaps the proxy has been mended
const LOOK_AGAIN_MS = 600000
const AT_RANDOM_MS = 300000 // all pages of a company were opened at nine
const MINUTE_MS = 60000

class Live {
  #streamUrl
  #pollUrl
  #seen
  #source = null
  #poll = 0
  #patience = 0
  #pending = new Set()
  #refreshed = new Map()
  #waiting = new Set()
  #lookAt = nextLook()
  #channel = new BroadcastChannel("events")

  constructor({ eventsUrl, eventsPollUrl, eventsFrom }) {
    this.#streamUrl = new URL(eventsUrl, location.href)
    this.#pollUrl = new URL(eventsPollUrl, location.href)
    this.#seen = Number(eventsFrom)
  }

  start() {
    this.#channel.onmessage = ({ data }) => this.#hear(data)
    this.#channel.postMessage({ ask: true })
    document.addEventListener("visibilitychange", () => this.#seeAgain())
    setInterval(() => this.#lookAgain(), MINUTE_MS)
    if (navigator.locks) navigator.locks.request("events", () => new Promise(() => this.#stream()))
    else this.#startPolling()
  }

  #stream() {
    this.#stopPolling()
    this.#streamUrl.searchParams.set("from", this.#seen)
    this.#source = new EventSource(this.#streamUrl)
    this.#source.onopen = () => {
      this.#channel.postMessage({ polling: false })
      this.#setLost(false)
    }
    this.#source.onerror = () => this.#suspect()
    for (const name of NAMES) {
      this.#source.addEventListener(name, ({ data }) => this.#tell([name], Number(data)))
    }
  }

  // The browser comes back by itself after a cut, but not after an answer that is no stream.
  #suspect() {
    const closed = this.#source?.readyState === EventSource.CLOSED
    this.#patience ||= setTimeout(() => this.#giveUpStream(), closed ? 0 : PATIENCE_MS)
  }

  #giveUpStream() {
    this.#patience = 0
    this.#source?.close()
    this.#source = null
    // This tab may be hidden; whichever is visible asks.
    this.#channel.postMessage({ polling: true })
    this.#startPolling()
    setTimeout(() => this.#stream(), STREAM_AGAIN_MS)
  }

  #startPolling() {
    if (this.#poll) return
    this.#poll = setInterval(() => this.#ask(), POLL_MS)
    this.#ask()
  }

  #stopPolling() {
    clearInterval(this.#poll)
    this.#poll = 0
  }

  async #ask() {
    if (document.hidden || !this.#poll) return
    this.#pollUrl.searchParams.set("from", this.#seen)
    try {
      const answer = await fetch(this.#pollUrl, { headers: { Accept: "application/json" } })
      if (answer.redirected) return comeAgain()
      const { number, names } = await answer.json()
      this.#setLost(false)
      if (names.length) this.#tell(names, number)
    } catch {
      this.#setLost(true)
    }
  }

  #tell(names, number) {
    this.#channel.postMessage({ names, number })
    this.#take(names, number)
  }

  #hear({ ask, lost, polling, names, number }) {
    if (ask && (this.#source || this.#poll)) {
      this.#channel.postMessage({ names: NAMES, number: this.#seen, polling: Boolean(this.#poll) })
    }
    if (polling) this.#startPolling()
    else if (polling === false && !this.#source) this.#stopPolling()
    if (lost !== undefined) this.#showLost(lost)
    if (number > this.#seen) this.#take(names, number)
  }

  // A number that went back is of a database that was restored: everything may be different.
  #take(names, number) {
    if (number === this.#seen) return
    this.#seen = number
    for (const name of names) this.#refresh(name)
  }

  // At once, then at most so often; the last change is never left out.
  #refresh(name) {
    if (document.hidden) this.#waiting.add(name)
    if (this.#pending.has(name)) return
    this.#pending.add(name)
    const quiet = document.hidden ? HIDDEN_QUIET_MS : QUIET_MS
    const earliest = (this.#refreshed.get(name) ?? -quiet) + quiet
    setTimeout(() => {
      if (this.#pending.has(name)) this.#dispatch(name)
    }, earliest - performance.now())
  }

  #dispatch(name) {
    this.#pending.delete(name)
    this.#refreshed.set(name, performance.now())
    const kind = document.hidden ? "waiting" : "changed"
    if (document.hidden) this.#waiting.add(name)
    else this.#waiting.delete(name)
    document.body.dispatchEvent(new CustomEvent(`${name}:${kind}`))
  }

  #seeAgain() {
    this.#ask()
    this.#lookAgain()
    if (!document.hidden) for (const name of [...this.#waiting]) this.#dispatch(name)
  }

  #lookAgain() {
    if (document.hidden || Date.now() < this.#lookAt) return
    this.#lookAt = nextLook()
    for (const name of NAMES) this.#dispatch(name)
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

const nextLook = () => Date.now() + LOOK_AGAIN_MS + Math.random() * AT_RANDOM_MS
const isTyped = ({ value, defaultValue, checked, defaultChecked }) => value !== defaultValue || checked !== defaultChecked

// Who is signed out is led to signing in, and then back to this page; but not away from what they
// have typed.
function comeAgain() {
  const typed = [...document.querySelectorAll("form input, form textarea")].some(isTyped)
  if (typed) for (const element of document.querySelectorAll("[data-signed-out]")) element.hidden = false
  else location.assign(location.pathname + location.search)
}

// A fragment that comes back as a whole page (signed out, account removed): a link goes where it
// leads, and everything else belongs to this page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { requestConfig, shouldSwap, xhr } = event.detail
  if (!shouldSwap || !/^\s*<!doctype/i.test(xhr.responseText)) return
  event.preventDefault()
  if (requestConfig.elt.matches("a")) location.assign(xhr.responseURL)
  else comeAgain()
})

// What htmx could not do: a link is followed by the browser, and a form gets a fresh page.
for (const failed of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failed, ({ detail }) => {
    if (detail.elt.matches("a")) location.assign(detail.elt.href)
  })
}
document.addEventListener("htmx:responseError", ({ detail }) => {
  if (detail.elt.matches("form")) comeAgain()
})

if (document.body.dataset.eventsUrl) new Live(document.body.dataset).start()
