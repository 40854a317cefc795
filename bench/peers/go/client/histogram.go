package main

import "math/bits"

// Log-linear histogram of microseconds: exact below 512, then 256 steps per power of two (better than 0.4 %). One per client and
// therefore small and grown on demand, so that clients never share a cache line while they measure.
type histogram struct {
	count, max int64
	cells      []int64
}

const half = 256

func (h *histogram) record(us int64) {
	shift := bits.Len64(uint64(us)) - 9
	if shift < 0 {
		shift = 0
	}
	cell := shift*half + int(us>>shift)
	if cell >= len(h.cells) {
		h.cells = append(h.cells, make([]int64, cell+half-len(h.cells))...)
	}
	h.cells[cell]++
	h.count++
	if us > h.max {
		h.max = us
	}
}

func (h *histogram) add(other *histogram) {
	if len(other.cells) > len(h.cells) {
		h.cells = append(h.cells, make([]int64, len(other.cells)-len(h.cells))...)
	}
	for i, n := range other.cells {
		h.cells[i] += n
	}
	h.count += other.count
	if other.max > h.max {
		h.max = other.max
	}
}

// The largest value that the cell holding the given percentile stands for, never above the maximum.
func (h *histogram) percentile(p float64) int64 {
	rank, seen := int64(p/100*float64(h.count)+0.5), int64(0)
	for cell, n := range h.cells {
		seen += n
		if n == 0 || seen < rank {
			continue
		}
		shift := 0
		if cell >= 2*half {
			shift = cell/half - 1
		}
		top := (int64(cell-shift*half)+1)<<shift - 1
		if top < h.max {
			return top
		}
		return h.max
	}
	return h.max
}
