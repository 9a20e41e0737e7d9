// hx-swap="merge": makes the content of an element that of a new fragment by changing what differs.
//
// What stays the same is not touched: it keeps the focus, the selection, its place on the screen,
// and a frame its document. Children are told apart by their id or data-message. [data-keep] is
// left to the scripts it belongs to, and whether a <details> is open to its reader.
//
// A refresh says what it was given last, and the server answers 204 when that is all there is.

const FIXED = ["href", "action", "hx-get"] // read by htmx when it first meets an element

const marks = new WeakMap()

const keyOf = (node) => node?.id || node?.dataset?.message
const isBlank = (node) => node.nodeType === Node.COMMENT_NODE || (node.nodeType === Node.TEXT_NODE && !node.data.trim())
const filled = (parent) => [...parent.childNodes].filter((node) => !isBlank(node))

function onwards(node) {
  while (node && isBlank(node)) node = node.nextSibling
  return node
}

function dropped(node) {
  const next = onwards(node.nextSibling)
  node.remove()
  return next
}

function canBecome(old, next) {
  if (old.nodeName !== next.nodeName) return false
  return old.nodeType !== Node.ELEMENT_NODE || FIXED.every((name) => old.getAttribute(name) === next.getAttribute(name))
}

function mergeChildren(parent, source, added) {
  const wanted = filled(source)
  const keys = new Set(wanted.map(keyOf).filter(Boolean))
  for (const old of filled(parent)) if (keyOf(old) && !keys.has(keyOf(old))) old.remove()
  const keyed = new Map(filled(parent).filter(keyOf).map((old) => [keyOf(old), old]))
  let here = onwards(parent.firstChild)
  for (const next of wanted) {
    const old = keyOf(next) ? keyed.get(keyOf(next)) : keyOf(here) ? null : here
    // What has no key gives way, so that what has one is not moved: that would cost it the focus.
    while (old && here && here !== old && !keyOf(here)) here = dropped(here)
    if (old === here) here = onwards(here?.nextSibling)
    else if (old) parent.insertBefore(old, here)
    if (old && canBecome(old, next)) mergeNode(old, next, added)
    else add(parent, next, old, here, added)
  }
  while (here) here = dropped(here)
}

function add(parent, next, old, here, added) {
  if (old) old.replaceWith(next)
  else parent.insertBefore(next, here)
  added.push(next)
}

function mergeNode(old, next, added) {
  if (old.isEqualNode(next)) return
  if (old.nodeType !== Node.ELEMENT_NODE) old.data = next.data
  else if (!("keep" in old.dataset)) {
    mergeAttributes(old, next)
    mergeChildren(old, next, added)
  }
}

function mergeAttributes(old, next) {
  const isReaders = (name) => name === "open" && old.matches("details")
  for (const { name } of [...old.attributes]) {
    if (!next.hasAttribute(name) && !isReaders(name)) old.removeAttribute(name)
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value && !isReaders(name)) old.setAttribute(name, value)
  }
}

window.htmx.defineExtension("merge", {
  handleSwap(style, target, fragment) {
    if (style !== "merge") return false
    const added = []
    mergeChildren(target, fragment, added)
    return added
  },
})

const merges = (element) => element?.getAttribute("hx-swap") === "merge"

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (merges(detail.elt) && marks.has(detail.elt)) detail.headers["Fragment-Seen"] = marks.get(detail.elt)
})
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const asking = detail.requestConfig?.elt
  const mark = detail.xhr?.getResponseHeader("Fragment")
  if (mark && merges(asking)) marks.set(asking, mark)
})
