"""Mail exchangers behind which the mailbox lies somewhere else."""

from __future__ import annotations

FILTERS = {
    ".pphosted.com": "Proofpoint",
    ".ppe-hosted.com": "Proofpoint Essentials",
    ".gpphosted.com": "Proofpoint",
    ".mimecast.com": "Mimecast",
    ".mimecast.co.za": "Mimecast",
    ".mimecast-offshore.com": "Mimecast",
    ".barracudanetworks.com": "Barracuda",
    ".iphmx.com": "Cisco Secure Email",
    ".mailspamprotection.com": "SiteGround",
    ".hornetsecurity.com": "Hornetsecurity",
    ".antispameurope.com": "Hornetsecurity",
    ".antispamcloud.com": "SpamExperts",
    ".spamexperts.com": "SpamExperts",
    ".sophos.com": "Sophos",
    ".trendmicro.com": "Trend Micro",
    ".trendmicro.eu": "Trend Micro",
    ".messagelabs.com": "Symantec",
    ".mailcontrol.com": "Forcepoint",
    ".forcepoint.com": "Forcepoint",
    ".retarus.com": "Retarus",
    ".retarus.de": "Retarus",
    ".nospamproxy.com": "NoSpamProxy",
    ".spamhero.com": "SpamHero",
    ".mailroute.net": "MailRoute",
    ".mxthunder.com": "SpamHero",
    ".mxthunder.net": "SpamHero",
    ".fireeyecloud.com": "Trellix",
    ".fireeyegov.com": "Trellix",
    ".spamtitan.com": "SpamTitan",
    ".arsmtp.com": "AppRiver",
    ".mxlogic.net": "McAfee",
    ".perception-point.io": "Perception Point",
    ".vadesecure.com": "Vade",
    ".mailinblack.com": "Mailinblack",
    ".altospam.com": "Altospam",
    ".libraesva.com": "Libraesva",
    ".esvacloud.com": "Libraesva",
    ".heluna.com": "Heluna",
    ".zerospam.ca": "Zerospam",
    ".zixmail.net": "Zix",
    ".mailanyone.net": "FuseMail",
    ".topsec.com": "Topsec",
    ".staysecuregroup.com": "Staysecure",
    ".comendosystems.com": "Heimdal",
    ".trustwave.com": "Trustwave",
}
"""What filters mail and passes it on: suffix of the mail exchanger, name of the service."""

FORWARDERS = {
    ".registrar-servers.com": "Namecheap Email Forwarding",
    ".mx.cloudflare.net": "Cloudflare Email Routing",
    ".improvmx.com": "ImprovMX",
    ".forwardemail.net": "Forward Email",
    ".forwardmx.io": "ForwardMX",
    ".forwardmx.net": "ForwardMX",
    ".mailgun.org": "Mailgun",
    ".sendgrid.net": "SendGrid",
    ".fwd1.porkbun.com": "Porkbun Email Forwarding",
    ".fwd2.porkbun.com": "Porkbun Email Forwarding",
    ".name.com": "Name.com Email Forwarding",
}
"""What only sends mail on to a mailbox at an address of its own: nobody can sign in there."""

NOT_EXCHANGERS = (
    ".ip.secureserver.net",
    ".prod.phx3.secureserver.net",
    ".prod.iad2.secureserver.net",
    ".prod.sin2.secureserver.net",
    ".prod.ams1.secureserver.net",
    ".clients.your-server.de",
    ".bc.googleusercontent.com",
)
"""Machines that a hoster lets to customers under its own name: their mail is not the hoster's."""
