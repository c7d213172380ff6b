// Package linear checks that what several clients see of unique names, seats, rules and tokens could have happened one call after the other, each at some
// moment between its question and its answer, on both engines and while answers of the database are lost. The calls are the product's use cases; the
// histories are judged by porcupine against a model of a few lines each.
//
// A seed decides what the clients ask, in which order their calls of the table are carried out, and which go wrong: SEED=n go test ./internal/linear
// replays one. What it does not do: crashes, messages, and everything that comes about later; that is internal/sim.
package linear
