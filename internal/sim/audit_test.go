package sim

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"usersync/internal/rule"
	"usersync/internal/store"
	"usersync/internal/table"
)

// audit watches every commit and checks what must hold after each.
type audit struct {
	*world
	seq     uint64
	stream  []table.Change // all that was ever committed
	written map[table.Key]time.Time
	fences  map[string]fence // by user, everybody who ever was
	shards  map[table.Key]shard
	seats   map[table.Key]bool         // seats that are held
	groups  map[string]string          // every group that ever was, and its account
	owner   map[string]string          // the account of everybody who ever was
	admins  map[string]map[string]bool // who is listed as an admin, by account
	most    map[string]int64           // by account/product, the most seats that any policy gave it; absent: unlimited

	store    *store.Store // without mishaps
	commits  int
	wrote    map[string]writing // by user or group, who wrote it last
	people   map[string]person  // by user
	policies map[policyKey]*rule.Policy
	live     map[string]int64           // by account, the live version
	nested   map[string]bool            // accounts that ever had groups in groups
	holds    map[string]*holding        // by account/hold
	promises map[policyKey]promise      // what plans said that were applied
	runs     map[string]map[string]bool // by account, the full runs that go on
	started  map[string]int             // by account, how many runs the schedule started
	claims   int                        // on allowances, by the transaction that is looked at
	mails    *mailAudit
}

// writing says who wrote something, and in which commit.
type writing struct {
	actor   *actor
	commit  int
	version int64 // that came of it; 0: it was deleted
}

type policyKey struct {
	account string
	version int64
}

type fence struct {
	want, done, rules int64
	rings             bool
}

type shard struct{ used, cap int64 }

func newAudit(w *world) *audit {
	return &audit{
		world: w, written: map[table.Key]time.Time{}, fences: map[string]fence{}, shards: map[table.Key]shard{},
		seats: map[table.Key]bool{}, groups: map[string]string{}, owner: map[string]string{}, admins: map[string]map[string]bool{}, most: map[string]int64{},
		store: store.New(w.db), wrote: map[string]writing{}, people: map[string]person{}, policies: map[policyKey]*rule.Policy{}, live: map[string]int64{},
		mails:  newMailAudit(w),
		nested: map[string]bool{}, holds: map[string]*holding{}, promises: map[policyKey]promise{}, runs: map[string]map[string]bool{}, started: map[string]int{},
	}
}

// look reads what the last transaction changed.
func (a *audit) look() {
	changes, err := a.db.Changes(context.Background(), a.seq, 1000)
	if err != nil {
		a.wrong("change stream: %v", err)
		return
	}
	a.stream = append(a.stream, changes...)
	if len(changes) == 0 {
		return
	}
	a.commits++
	a.claims = 0
	touched := map[string]bool{}
	for _, c := range changes {
		a.seq = c.Seq
		a.written[c.Key] = a.clock
		a.see(c, touched)
		a.seePolicy(c)
		a.seeHold(c)
		a.mails.see(c)
	}
	a.mails.check()
	for _, product := range slices.Sorted(maps.Keys(touched)) {
		a.checkSeats(product)
	}
	for _, c := range changes {
		a.seeResolve(c, changes)
	}
	a.checkHolds(changes)
}

func (a *audit) see(c table.Change, touched map[string]bool) {
	parts := strings.Split(c.Key.P, "#")
	if len(parts) == 3 && parts[2] == "ADMINS" {
		a.seeAdmin(c)
	}
	if len(parts) < 4 {
		return
	}
	switch {
	case parts[2] == "U" && c.Key.S == "SYNC":
		a.seeUser(parts[3], parts[1])
		a.seeFence(parts[3], c.New)
	case parts[2] == "U" && strings.HasPrefix(c.Key.S, "SEAT#"):
		touched[parts[1]+"/"+c.Key.S[len("SEAT#"):]] = true
		if c.New["state"].Str() == "granted" {
			a.seats[c.Key] = true
		} else {
			delete(a.seats, c.Key)
		}
	case parts[2] == "P" && parts[4] == "S":
		touched[parts[1]+"/"+parts[3]] = true
		a.seeShard(c)
	case parts[2] == "G" && c.Key.S == "GROUP":
		a.groups[parts[3]] = parts[1]
		a.wrote[parts[3]] = writing{a.acting, a.commits, c.New["ver"].Int()}
	case parts[2] == "U" && c.Key.S == "USER":
		a.wrote[parts[3]] = writing{a.acting, a.commits, c.New["ver"].Int()}
	}
}

// seeUser checks that nobody is of two accounts.
func (a *audit) seeUser(user, account string) {
	if was, known := a.owner[user]; known && was != account {
		a.wrong("%s is of %s and of %s", user, was, account)
	}
	a.owner[user] = account
}

// seeFence checks that a fence only moves forward, and that the bell rings exactly while there is something to do.
func (a *audit) seeFence(user string, attrs table.Attrs) {
	_, rings := attrs["bell"]
	_, listed := attrs[table.G1P]
	now := fence{attrs["want"].Int(), attrs["done"].Int(), attrs["rules"].Int(), rings}
	was := a.fences[user]
	a.fences[user] = now
	if now.want < was.want || now.done < was.done || now.rules < was.rules {
		a.wrong("the fence of %s went from %+v to %+v", user, was, now)
	}
	if now.done > now.want || rings != (now.want > now.done) || listed != rings {
		a.wrong("the fence of %s is %+v, in the list of bells: %v", user, now, listed)
	}
}

// seeShard checks that a counter only grows within its capacity.
func (a *audit) seeShard(c table.Change) {
	now, was := shard{c.New["used"].Int(), c.New["cap"].Int()}, a.shards[c.Key]
	a.shards[c.Key] = now
	if now.used < 0 || now.used > was.used && now.used > now.cap {
		a.wrong("counter %s went from %+v to %+v", c.Key.P, was, now)
	}
}

// checkSeats checks that the counters count what is held, and that neither passes what the account ever owned.
func (a *audit) checkSeats(product string) {
	var used, open, held int64
	account, key, _ := strings.Cut(product, "/")
	mine := "T#" + account + "#"
	for at, s := range a.shards {
		if at.P == mine+"P#"+key+"#S" {
			used, open = used+s.used, open+s.cap
		}
	}
	for at := range a.seats {
		if strings.HasPrefix(at.P, mine) && at.S == "SEAT#"+key {
			held++
		}
	}
	if used != held {
		a.wrong("%s: %d seats counted, %d held", product, used, held)
	}
	if most, limited := a.most[product]; limited && (held > most || open > most) {
		a.wrong("%s: %d seats held and %d offered, but there were never more than %d", product, held, open, most)
	}
}
