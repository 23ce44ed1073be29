"""Whom a line of a list is about: one person, by every contact that the line names."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.ports import Identity, People, Person


def met(people: People, known_as: Sequence[Identity]) -> list[Person]:
    """Meet whoever is known by all of *known_as*, and know her by each of them from now on.

    Where one of them is somebody else's already, as the number of a switchboard is, nobody is taken for anybody else:
    the person of the first comes first, and those of the others follow.
    """
    owners = {owner.id for each in known_as if (owner := people.find(each))}
    hers = {(each.kind, each.value) for owner in owners for each in people.known_by(owner)}
    others = {kind for kind, _ in hers - {(each.kind, each.value) for each in known_as}}
    if len(owners) > 1 or (owners and not others.isdisjoint(each.kind for each in known_as)):
        return list({person.id: person for person in map(people.meet, known_as)}.values())
    person = people.meet(next((each for each in known_as if people.find(each)), known_as[0]))
    for each in known_as:
        if people.find(each) is None:
            people.also(person.id, each)
    return [person]
