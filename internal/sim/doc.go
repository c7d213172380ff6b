// Package sim runs the real use cases in a simulated world, from one seed: processes that crash at any call, a table that refuses, times out and
// forgets to answer, queues that double, delay, reorder and lose, a mail service that accepts and then fails, reports late and twice, and stops. When the faults stop, everything
// must come out as if nothing had happened; some things must hold at every step.
//
// It plays identity providers (by calls and by SCIM over HTTP), admins who publish, plan, apply and decide on holds, the schedule, relay, workers and sweepers. It knows
// no engine but the embedded one, and no credentials: internal/engine/dynamo and internal/linear are tests of those.
//
// A seed is the whole run: SEED=n go test -run TestSim ./internal/sim replays one, SEEDS=n runs that many. It exports nothing,
// and what it runs is never changed for its sake.
package sim
