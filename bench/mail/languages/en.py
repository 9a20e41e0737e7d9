"""English."""

from __future__ import annotations

from bench.mail.languages.language import Language, lines, words

ENGLISH = Language(
    code="en",
    words=words("""
        we I you they the a an and but or when if because with without to from on over under after
        before should can will have get send order pay deliver wait hope ask answer meet review
        confirm change offer order invoice delivery contract meeting project case agreement
        customer supplier price discount week month year day morning afternoon office warehouse
        workshop ship harbour rope chain mooring new old good quick ready open closed important
        expensive cheap red green larger smaller following also already perhaps gladly
        unfortunately always never soon once please however therefore between quantity drawing
        certificate inspection crew schedule freight customs insurance vessel winch
    """),
    subjects=lines("""
        Offer for mooring lines
        Question about your invoice
        Thursday's meeting
        Changed delivery date
        Annual agreement for next year
        Order of chain and rope
        Thank you for the visit
        Certificates and drawings
    """),
    greeting="Dear Kari,",
    closing="Kind regards",
    reply_prefix="Re: ",
    first_names=words("Alice Thomas Grace Oliver Emma Henry Ruth Samuel Chloe George Imogen Peter"),
    last_names=words("Harper Whitfield Clarke Ashdown Marsh Porter Reed Fletcher Hale Barton"),
    domains=words("harbour.example northquay.example ropeworks.example"),
)
