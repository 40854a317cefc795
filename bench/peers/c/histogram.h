// Log-linear histogram of microseconds: exact below 2048, then 1024 steps per power of two (better than 0.1 %), up to about an hour.
#ifndef MILLRACE_PEERS_HISTOGRAM_H
#define MILLRACE_PEERS_HISTOGRAM_H

#include <stdint.h>
#include <string.h>

enum { HistogramHalf = 1024, HistogramGroups = 22, HistogramSize = HistogramHalf * (HistogramGroups + 2) };

typedef struct {
    uint64_t count, max;
    uint64_t cells[HistogramSize];
} Histogram;

static inline void histogram_record(Histogram *h, uint64_t us)
{
    int shift = us < 2 * HistogramHalf ? 0 : 53 - __builtin_clzll(us);   // keeps the 11 leading bits
    uint64_t cell = (uint64_t)shift * HistogramHalf + (us >> shift);
    h->cells[cell < HistogramSize ? cell : HistogramSize - 1]++;
    h->count++;
    if (us > h->max) h->max = us;
}

// The largest value that the cell holding the given percentile stands for, never above the maximum.
static uint64_t histogram_percentile(const Histogram *h, double percentile)
{
    if (h->count == 0) return 0;
    uint64_t rank = (uint64_t)(percentile / 100 * (double)h->count + 0.5), seen = 0;
    if (rank < 1) rank = 1;
    for (uint64_t cell = 0; cell < HistogramSize; cell++) {
        seen += h->cells[cell];
        if (seen < rank) continue;
        uint64_t shift = cell < 2 * HistogramHalf ? 0 : cell / HistogramHalf - 1;
        uint64_t top = ((cell - shift * HistogramHalf + 1) << shift) - 1;
        return top < h->max ? top : h->max;
    }
    return h->max;
}

#endif
