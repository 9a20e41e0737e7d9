// Port and security derive each other, as long as the port is one of the usual ones.

const SECURITIES = ["tls", "starttls", "none"]

function usualPorts(port) {
  return SECURITIES.map((name) => [name, port.getAttribute(`data-port-${name}`)])
}

function partnerOf(field, kind) {
  return field.form?.elements[field.name.replace(/(port|security)$/, kind)]
}

function followSecurity(security) {
  const port = partnerOf(security, "port")
  const usual = usualPorts(port)
  if (port.value && !usual.some(([, number]) => number === port.value)) return
  port.value = port.getAttribute(`data-port-${security.value}`)
}

function followPort(port) {
  const security = partnerOf(port, "security")
  const match = usualPorts(port).find(([, number]) => number === port.value)
  const offered = match && [...security.options].some(({ value }) => value === match[0])
  // 143 is the port of STARTTLS and of none: what was chosen of the two stays.
  if (offered && port.getAttribute(`data-port-${security.value}`) !== port.value) {
    security.value = match[0]
  }
}

document.addEventListener("change", ({ target }) => {
  if (/^(imap|smtp)_security$/.test(target.name ?? "")) followSecurity(target)
  if (/^(imap|smtp)_port$/.test(target.name ?? "")) followPort(target)
})
