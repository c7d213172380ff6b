package sim

import (
	"context"
	"time"

	"usersync/internal/access"
	"usersync/internal/app"
	"usersync/internal/fault"
)

// startTick is the schedule of the platform: every minute, and now and then late, twice or not at all. When all is calm it comes no more, for a full sync would put
// right what others have forgotten.
func (p *plant) startTick() {
	p.nextTick = p.clock.Add(time.Minute)
	switch {
	case p.strikes(tickLost):
		return
	case p.strikes(tickLate):
		p.nextTick = p.clock.Add(time.Duration(1+p.rng.IntN(15)) * time.Minute)
		return
	case p.strikes(tickTwice):
		p.spawnTick()
	}
	p.spawnTick()
}

func (p *plant) spawnTick() {
	due := p.dueSync
	p.ticking++
	p.spawn(tickName, func(ctx context.Context) {
		if err := due(ctx); fault.Is(err, fault.Internal) {
			p.wrong("a tick failed: %v", err)
		}
	}, func(bool) { p.ticking-- })
}

// tickName is who starts scheduled runs.
const tickName = "tick"

// syncDue is the tick of the product.
func (p *plant) syncDue(ctx context.Context) error {
	return app.New(app.Config{
		DB: p.table, Queues: p.sender, Mailer: p.letters, Now: p.now, NewID: p.newID, Sleep: p.sleep, Rand: p.rng.Float64,
		AccountOf: access.FromTrigger, Sole: true,
	}).SyncDue(ctx)
}

// scheduled is when full syncs are due, as often as every says: often enough for a world that lasts a quarter of an hour.
const scheduled = "*/4 * * * *"
