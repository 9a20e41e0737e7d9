from enum import StrEnum


class Quirk(StrEnum):
    ONE_COMMAND_AT_A_TIME = "one_command_at_a_time"
