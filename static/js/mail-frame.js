// Gives the frame of a message the height of its content, and lets the page's keys work in it.
//
// The frame runs no scripts; we read it from outside. A browser that does not tell us about
// changes inside such a frame (Safari) is asked for the height a few times instead.

const TALLEST_PX = 30000
const LOOK_AGAIN_MS = [100, 500, 1500, 3000]

function fit(frame) {
  const root = frame.contentDocument?.documentElement
  if (!root?.isConnected) return
  const overflows = root.scrollHeight > root.clientHeight
  const content = overflows ? root.scrollHeight : root.getBoundingClientRect().height
  const scrollbar = root.scrollWidth > root.clientWidth ? frame.offsetHeight - root.clientHeight : 0
  frame.style.height = `${Math.min(Math.ceil(content + scrollbar), TALLEST_PX)}px`
  frame.dataset.measured = ""
}

function forwardKeys(event) {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event
  const copy = { key, altKey, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true }
  document.dispatchEvent(new KeyboardEvent("keydown", copy))
}

function watch(frame) {
  const inside = frame.contentDocument
  if (!inside || inside.URL === "about:blank") return
  fit(frame)
  new ResizeObserver(() => fit(frame)).observe(inside.body)
  inside.addEventListener("keydown", forwardKeys)
  for (const ms of LOOK_AGAIN_MS) setTimeout(() => fit(frame), ms)
}

document.addEventListener("load", ({ target }) => target.matches?.(".mail-frame") && watch(target), true)
for (const frame of document.querySelectorAll(".mail-frame")) {
  if (frame.contentDocument?.readyState === "complete") watch(frame)
}
