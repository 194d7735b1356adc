"""The values of PinnedVariatesTests that follow from definitions: Philox4x32-10 (Salmon et al. 2011), 53-bit
uniforms, Lemire's bounded integers, Fisher and Yates' shuffle, inversion, normal quantiles of open uniforms.

    python3 streams.py     (Python 3.11.7, mpmath 1.3.0)
"""
import mpmath


def philox(counter, key):
    for _ in range(10):
        product0, product1 = counter[0] * 0xD2511F53, counter[2] * 0xCD9E8D57
        counter = [(product1 >> 32) ^ counter[1] ^ key[0], product1 & 0xFFFFFFFF,
                   (product0 >> 32) ^ counter[3] ^ key[1], product0 & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


assert philox([0] * 4, [0] * 2) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]


class Stream:
    def __init__(self, seed, purpose, replicate):
        self.words = (word for block in range(1 << 64)
                      for word in philox([block & 0xFFFFFFFF, block >> 32, purpose, replicate],
                                         [seed & 0xFFFFFFFF, seed >> 32]))

    def u32(self):
        return next(self.words)

    def u64(self):
        low = self.u32()
        return low | self.u32() << 32

    def uniform(self):
        return (self.u64() >> 11) * 2.0**-53

    def open_uniform(self):
        return ((self.u64() >> 12) + 0.5) * 2.0**-52

    def integer(self, bound):
        while True:
            product = self.u64() * bound
            if product % 2**64 >= 2**64 % bound:
                return product >> 64

    def shuffle(self, items):
        for last in range(len(items) - 1, 0, -1):
            other = self.integer(last + 1)
            items[last], items[other] = items[other], items[last]
        return items

    def poisson(self, mean):
        u, k, p = mpmath.mpf(self.uniform()), 0, mpmath.exp(-mean)
        while u >= p:
            u, k = u - p, k + 1
            p = p * mean / k
        return k

    def binomial(self, n, p):
        u, k = mpmath.mpf(self.uniform()), 0
        while u >= (mass := mpmath.binomial(n, k) * mpmath.mpf(p)**k * mpmath.mpf(1 - p)**(n - k)):
            u, k = u - mass, k + 1
        return k


if __name__ == "__main__":
    start = lambda: Stream(20_260_724, 4, 7)
    stream = start()
    print("words", stream.u32(), stream.u64(), stream.uniform(), stream.open_uniform(),
          [stream.integer(1000) for _ in range(8)], stream.shuffle(list(range(10))))
    stream = start()
    print("poisson", [stream.poisson(3) for _ in range(8)])
    stream = start()
    print("binomial", [stream.binomial(15, 0.3) for _ in range(8)])
    stream = start()
    mpmath.mp.dps = 40
    z = lambda: -mpmath.sqrt(2) * mpmath.erfinv(1 - 2 * mpmath.mpf(stream.open_uniform()))
    show = lambda x: print(mpmath.nstr(x, 17))
    show(z())
    show(5 + 2 * z())
    variance = mpmath.log(1 + mpmath.mpf(0.4)**2)
    show(mpmath.exp(mpmath.log(5) - variance / 2 + mpmath.sqrt(variance) * z()))
    show(-2 * mpmath.log(stream.open_uniform()))
