#ifndef PREVALENCE_INSTRUCTIONS_H
#define PREVALENCE_INSTRUCTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "draws.h"

// What processors can do and Swift has no words for: the SHA-256 instructions, which of 64 bytes are equal to one,
// and asking for memory before it is needed.

/// Whether this processor has instructions for SHA-256.
bool prevalence_has_sha256(void);

/// The compression function of FIPS 180-4, section 6.2.2, over `count` blocks of 64 bytes. Only where
/// `prevalence_has_sha256`.
void prevalence_sha256(uint32_t state[8], const void *blocks, size_t count);

/// Asks for the memory of the number at a place, which will be read and written soon. Nothing happens when there is no
/// such memory.
static inline void prevalence_prefetch(const double *start, ptrdiff_t place) {
  __builtin_prefetch((const char *)((uintptr_t)start + (uintptr_t)place * sizeof *start), 1);
}

/// Which of 64 bytes are what; the first byte is bit 0.
typedef struct {
  uint64_t delimiter;
  uint64_t lineFeed;
  uint64_t carriageReturn;
  uint64_t quote;
  /// NUL or not ASCII.
  uint64_t other;
} prevalence_byte_masks;

/// The two masks that every block needs, and whether a byte is a quote, a carriage return, NUL or not ASCII.
typedef struct {
  uint64_t delimiter;
  uint64_t lineFeed;
  bool isSpecial;
} prevalence_separators;

#if defined(__SSE2__)

typedef uint8_t prevalence_vector __attribute__((vector_size(16), aligned(1)));
typedef char prevalence_signed_vector __attribute__((vector_size(16)));

#define PREVALENCE_MASK(v) \
  ((uint64_t)(uint32_t)__builtin_ia32_pmovmskb128((prevalence_signed_vector)(v)))
#define PREVALENCE_MASK4(a, b, c, d) \
  (PREVALENCE_MASK(a) | PREVALENCE_MASK(b) << 16 | PREVALENCE_MASK(c) << 32 | PREVALENCE_MASK(d) << 48)

static inline prevalence_separators prevalence_find_separators(const uint8_t *block, uint8_t delimiter) {
  const prevalence_vector *v = (const prevalence_vector *)block;
  prevalence_vector a = v[0], b = v[1], c = v[2], d = v[3];
#define PREVALENCE_SPECIAL(x) \
  ((prevalence_vector)(x == '"') | (prevalence_vector)(x == '\r') | (prevalence_vector)(x == 0) | x)
  prevalence_vector special =
      PREVALENCE_SPECIAL(a) | PREVALENCE_SPECIAL(b) | PREVALENCE_SPECIAL(c) | PREVALENCE_SPECIAL(d);
#undef PREVALENCE_SPECIAL
  prevalence_separators found = {
      PREVALENCE_MASK4(a == delimiter, b == delimiter, c == delimiter, d == delimiter),
      PREVALENCE_MASK4(a == '\n', b == '\n', c == '\n', d == '\n'),
      PREVALENCE_MASK(special) != 0,
  };
  return found;
}

static inline prevalence_byte_masks prevalence_find_bytes(const uint8_t *block, uint8_t delimiter) {
  const prevalence_vector *v = (const prevalence_vector *)block;
  prevalence_vector a = v[0], b = v[1], c = v[2], d = v[3];
  prevalence_byte_masks found = {
      PREVALENCE_MASK4(a == delimiter, b == delimiter, c == delimiter, d == delimiter),
      PREVALENCE_MASK4(a == '\n', b == '\n', c == '\n', d == '\n'),
      PREVALENCE_MASK4(a == '\r', b == '\r', c == '\r', d == '\r'),
      PREVALENCE_MASK4(a == '"', b == '"', c == '"', d == '"'),
      PREVALENCE_MASK4(a, b, c, d) | PREVALENCE_MASK4(a == 0, b == 0, c == 0, d == 0),
  };
  return found;
}

#undef PREVALENCE_MASK
#undef PREVALENCE_MASK4

#else

static inline prevalence_byte_masks prevalence_find_bytes(const uint8_t *block, uint8_t delimiter) {
  prevalence_byte_masks found = {0, 0, 0, 0, 0};
  for (int i = 0; i < 64; i++) {
    uint8_t byte = block[i];
    found.delimiter |= (uint64_t)(byte == delimiter) << i;
    found.lineFeed |= (uint64_t)(byte == '\n') << i;
    found.carriageReturn |= (uint64_t)(byte == '\r') << i;
    found.quote |= (uint64_t)(byte == '"') << i;
    found.other |= (uint64_t)(byte == 0 || byte > 127) << i;
  }
  return found;
}

static inline prevalence_separators prevalence_find_separators(const uint8_t *block, uint8_t delimiter) {
  prevalence_byte_masks masks = prevalence_find_bytes(block, delimiter);
  prevalence_separators found = {
      masks.delimiter, masks.lineFeed, (masks.carriageReturn | masks.quote | masks.other) != 0};
  return found;
}

#endif

/// A search for separators under way.
typedef struct {
  const uint8_t *text;
  /// Where it goes on, and where it ends: a number of whole blocks of 64 bytes, all of which can be read.
  size_t place;
  size_t end;
  /// Takes the places of separators; there is room for one a byte and eight more.
  uint32_t *found;
  size_t foundCount;
  size_t lineFeedCount;
  uint8_t delimiter;
  /// Whether the last byte looked at is a separator.
  bool afterSeparator;
} prevalence_search;

/// Writes the places of the separators of one block.
static inline void prevalence_take_block(prevalence_search *search, prevalence_separators block) {
  uint64_t bits = block.delimiter | block.lineFeed;
  size_t count = (size_t)__builtin_popcountll(bits);
  uint32_t *out = search->found + search->foundCount;
  search->afterSeparator = bits >> 63;
  search->foundCount += count;
  search->lineFeedCount += (size_t)__builtin_popcountll(block.lineFeed);
  // Eight at a time, of which those beyond `count` are written over later.
  for (size_t i = 0; i < count; i += 8) {
    for (size_t k = i; k < i + 8; k++) {
      out[k] = (uint32_t)search->place + (bits ? (uint32_t)__builtin_ctzll(bits) : 64);
      bits &= bits - 1;
    }
  }
  search->place += 64;
}

/// Goes on with a search and takes a block of a hash for each block of it. The instructions of the hash wait for one
/// another, and the search is done while they do. It stops at the end of either, and before a block that holds a quote, a
/// carriage return, a NUL or a byte that is not ASCII.
/// - Returns: the blocks of the hash that were taken. Only where `prevalence_has_sha256`.
size_t prevalence_search_and_hash(
    prevalence_search *search, uint32_t state[8], const void *blocks, size_t count);

#endif
