"""When visitors arrive, decided before the first one comes."""

from collections.abc import Iterator


def arrivals(rate: float, ramp: float, seconds: float) -> Iterator[float]:
    """Seconds after the start of each arrival: growing to `rate` during `ramp`, then even.

    While the rate grows evenly, the n-th arrival comes where the area below it is n - 1/2:
    rate * t * t / (2 * ramp) = n - 1/2. The half puts as many into a window as it has room for.
    """
    in_ramp = rate * ramp / 2
    number = 0.5
    while True:
        if number <= in_ramp:
            moment = (2 * ramp * number / rate) ** 0.5
        else:
            moment = ramp + (number - in_ramp) / rate
        if moment >= seconds:
            return
        yield moment
        number += 1
