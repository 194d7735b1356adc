#include "instructions.h"

#if defined(__x86_64__)

#include <cpuid.h>
#include <immintrin.h>

bool prevalence_has_sha256(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return false;
  bool hasShuffles = (c & bit_SSSE3) && (c & bit_SSE4_1);
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return false;
  return hasShuffles && (b & bit_SHA);
}

// FIPS 180-4, section 4.2.2.
static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

#define HASHING __attribute__((target("sha,sse4.1,ssse3")))

// The instructions want the state as two vectors of the words a, b, e, f and c, d, g, h, and do two rounds each.
typedef struct {
  __m128i abef, cdgh;
} hash_state;

HASHING static inline hash_state load(const uint32_t state[8]) {
  __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  return (hash_state){_mm_alignr_epi8(badc, hgfe, 8), _mm_blend_epi16(hgfe, badc, 0xF0)};
}

HASHING static inline void store(uint32_t state[8], hash_state s) {
  __m128i feba = _mm_shuffle_epi32(s.abef, 0x1B);
  __m128i dchg = _mm_shuffle_epi32(s.cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

HASHING static inline hash_state compress(hash_state s, const uint8_t *data) {
  const __m128i bigEndian = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  __m128i abef = s.abef, cdgh = s.cdgh, w[4];
  for (int i = 0; i < 4; i++)
    w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), bigEndian);
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    __m128i sum = _mm_add_epi32(w[i & 3], _mm_loadu_si128((const __m128i *)(constants + 4 * i)));
    cdgh = _mm_sha256rnds2_epu32(cdgh, abef, sum);
    abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(sum, 0x0E));
    if (i < 12) {
      __m128i next = _mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]);
      next = _mm_add_epi32(next, _mm_alignr_epi8(w[(i + 3) & 3], w[(i + 2) & 3], 4));
      w[i & 3] = _mm_sha256msg2_epu32(next, w[(i + 3) & 3]);
    }
  }
  return (hash_state){_mm_add_epi32(abef, s.abef), _mm_add_epi32(cdgh, s.cdgh)};
}

HASHING void prevalence_sha256(uint32_t state[8], const void *blocks, size_t count) {
  hash_state s = load(state);
  for (const uint8_t *data = blocks; count > 0; count--, data += 64) s = compress(s, data);
  store(state, s);
}

HASHING size_t prevalence_search_and_hash(
    prevalence_search *search, uint32_t state[8], const void *blocks, size_t count) {
  hash_state s = load(state);
  prevalence_search under_way = *search;
  size_t taken = 0;
  while (taken < count && under_way.place < under_way.end) {
    prevalence_separators block =
        prevalence_find_separators(under_way.text + under_way.place, under_way.delimiter);
    if (block.isSpecial) break;
    s = compress(s, (const uint8_t *)blocks + 64 * taken++);
    prevalence_take_block(&under_way, block);
  }
  *search = under_way;
  store(state, s);
  return taken;
}

#else

bool prevalence_has_sha256(void) { return false; }

void prevalence_sha256(uint32_t state[8], const void *blocks, size_t count) {
  (void)state, (void)blocks, (void)count;
  __builtin_trap();
}

size_t prevalence_search_and_hash(
    prevalence_search *search, uint32_t state[8], const void *blocks, size_t count) {
  (void)search, (void)state, (void)blocks, (void)count;
  __builtin_trap();
}

#endif
