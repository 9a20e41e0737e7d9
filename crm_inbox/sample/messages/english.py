"""Mail in English."""

from __future__ import annotations

from crm_inbox.sample.messages.letter import Form, Letter, Sent
from crm_inbox.sample.messages.people import ANNA, EWAN, INSTALLERS, MARCUS, NAOMI, PRIYA
from crm_inbox.sample.people import FIONA, TOM

_FERRY = "Rooftop solar for the ferry terminal"

LETTERS = (
    Letter(
        "ferry1",
        FIONA,
        _FERRY,
        """
Hi Anna,

It was good to meet you at the harbour conference. As promised, a few facts about our terminal at
North Skerry: the roof is 1,150 m², faces south-south-west at about 12 degrees, and was re-covered
in 2021. We use some 210 MWh a year, most of it between six and eleven in the morning when the
boats charge.

Could you give me a rough idea of what an array of that size would produce and cost? I don't need
a formal offer yet, just something I can take to the board.

Many thanks,
""",
        Sent(19, "10:12"),
        flags="RS",
    ),
    Letter(
        "ferry2",
        ANNA,
        f"Re: {_FERRY}",
        """
Hi Fiona,

Thank you, that is exactly what I needed.

With 1,150 m² you have room for about 480 panels, or 211 kWp. At your latitude I would expect
165 to 175 MWh a year, so close to what the terminal uses. As a rough figure, count on
€ 178,000 installed, including inverters and the connection, but without scaffolding.

Two things would change that number: the condition of the roof beams, and whether the grid company
lets you feed in more than 100 kW. Do you know who could tell us about the beams?

Kind regards,

> Could you give me a rough idea of what an array of that size would produce and cost?
> I don't need a formal offer yet, just something I can take to the board.
""",
        Sent(18, "14:40"),
        to=FIONA,
        folder="Sent",
        flags="S",
        answers=("ferry1",),
    ),
    Letter(
        "ferry3",
        FIONA,
        f"Re: {_FERRY}",
        """
Hi Anna,

The board liked it. They were surprised, in a good way, that it nearly covers the whole terminal.

I have copied in Ewan, our harbour engineer, who has the drawings of the roof. Ewan, could you tell
Anna what the beams can carry?

All the best,

> Two things would change that number: the condition of the roof beams, and whether the grid
> company lets you feed in more than 100 kW.
""",
        Sent(9, "09:05"),
        cc=(EWAN,),
        flags="S",
        answers=("ferry1", "ferry2"),
    ),
    Letter(
        "ferry4",
        EWAN,
        f"Re: {_FERRY}",
        """
Anna,

Beams are glulam, 4.8 m apart, checked in 2021 for a snow load of 1.6 kN/m². The engineer left
0.35 kN/m² in reserve, so anything under about 20 kg/m² with ballast should be fine. I can send the
calculation as a PDF if you want it.

What I would like to know from you: how do you fix the rails without going through the new
membrane? We have a twenty-year warranty on it and I am not keen to lose it.

Ewan

> I have copied in Ewan, our harbour engineer, who has the drawings of the roof.
""",
        Sent(2, "16:21"),
        cc=(FIONA,),
        answers=("ferry1", "ferry2", "ferry3"),
    ),
    Letter(
        "inverter",
        TOM,
        "Inverter 3 down AGAIN - need someone here this week",
        """
Anna,

Inverter 3 tripped on Saturday morning and has not come back. That is the third time in three
months. Your hotline told us to switch it off and on, which we did, twice. It shows error 0x31
and then nothing.

We are losing about 90 kWh a day, and I have the auditors in next week asking why the display in
reception says zero. I have been patient, but I now need two things from you:

- a technician on site by Thursday, with a replacement unit and not with a laptop
- in writing, what you will do about the lost production

Please call me today.
""",
        Sent(1, "08:02"),
        flags="F",
    ),
    Letter(
        "planning",
        PRIYA,
        "🎉 We got planning permission!",
        """
Hi Anna!

The council said yes last night, five votes to two. No objections from the neighbours in the end,
even about the car park.

So the two small turbines behind the brewery are really happening. Could you dust off last
year's offer and tell me what has changed? Delivery before the beer festival would be a dream.

There is a case of the first Windy Ale with your name on it.

Cheers,
Priya
""",
        Sent(3, "11:47"),
        flags="S",
    ),
    Letter(
        "list",
        MARCUS,
        "[installers] Hail damage: who pays for the lift?",
        """
Hello all,

A customer of ours had eleven panels broken by hail last month. The insurer accepts the panels
and the labour but refuses to pay for the lift, because "access equipment is the installer's own
risk". The contract says nothing about it either way.

Has anybody here won that argument? We are talking about 1,900 euros, so not the end of the world,
but it will not be the last storm.

I will collect the answers and post a summary at the end of the week.

Marcus
""",
        Sent(5, "20:33"),
        form=Form.FLOWED,
        to=INSTALLERS,
        headers=(
            ("List-Id", "Solar Installers Europe <installers.lists.solarforum.example>"),
            ("List-Post", "<mailto:installers@lists.solarforum.example>"),
            (
                "List-Unsubscribe",
                "<https://lists.solarforum.example/installers/leave>,"
                " <mailto:installers-leave@lists.solarforum.example>",
            ),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Precedence", "list"),
        ),
        signed=False,
    ),
    Letter(
        "article",
        NAOMI,
        "Question for an article on farm wind",
        """
Dear Ms Solvind,

I am writing a piece on small turbines on Nordic farms and would like to speak to somebody who
sells them without promising the moon. A reader pointed me to your talk in Bergen.

Would you have twenty minutes next week, by phone? I am mostly interested in what goes wrong:
permits, neighbours, ice. You would of course see your quotes before we print them.

Best wishes,
""",
        Sent(12, "13:30"),
        form=Form.PLAIN,
        flags="S",
    ),
)
