package table

import (
	"context"
	"sync"
)

// Usage is what an operation consumed, in DynamoDB's request units (halves are possible for reads).
type Usage struct {
	Calls int
	Read  float64 // read request units
	Write float64 // write request units
}

// Meter sums the usage of the calls made under one context. It is safe for concurrent use.
type Meter struct {
	mu  sync.Mutex
	sum Usage
}

type meterKey struct{}

// WithMeter returns a context whose table calls are counted in m.
func WithMeter(ctx context.Context, m *Meter) context.Context {
	return context.WithValue(ctx, meterKey{}, m)
}

// Charge adds one call to the context's meter, if it has one. Engines call it.
func Charge(ctx context.Context, read, write float64) {
	m, ok := ctx.Value(meterKey{}).(*Meter)
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sum.Calls++
	m.sum.Read += read
	m.sum.Write += write
}

// Usage returns the sum so far.
func (m *Meter) Usage() Usage {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.sum
}
