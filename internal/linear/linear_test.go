package linear

import (
	"net/http"
	"os"
	"strconv"
	"testing"

	"github.com/anishathalye/porcupine"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"usersync/internal/engine/local"
	"usersync/internal/standin"
	"usersync/internal/table"
)

// scenario is one thing that several clients do at once, and the model of how it should be.
type scenario struct {
	name    string
	play    func(t *testing.T, w *world)
	model   porcupine.Model
	mutants []mutant
}

// mutant is an engine on which the product is wrong. It must be refuted.
type mutant struct {
	name   string
	change func(table.Table) table.Table
}

var scenarios = []scenario{names, seats, rules, tokens}

// How many seeds each scenario is played with on the embedded engine, and on DynamoDB; within how many a mutant must be refuted.
const (
	localSeeds  = 400
	dynamoSeeds = 8
	mutantSeeds = 400
)

// TestLinearizable plays every scenario on both engines.
func TestLinearizable(t *testing.T) {
	for _, s := range scenarios {
		t.Run(s.name+"/local", func(t *testing.T) { s.hold(t, localSeeds, memory(t)) })
		t.Run(s.name+"/dynamo", func(t *testing.T) { s.hold(t, dynamoSeeds, unreliable(t)) })
	}
}

// TestMutant shows that the judge would notice: each wrong engine is refuted.
func TestMutant(t *testing.T) {
	for _, s := range scenarios {
		for _, m := range s.mutants {
			t.Run(s.name+"_"+m.name, func(t *testing.T) {
				refuted := 0
				first := -1
				for seed := range mutantSeeds {
					if s.judge(t, uint64(seed), memory(t), m.change, nil) {
						continue
					}
					if refuted++; first < 0 {
						first = seed
					}
				}
				if refuted == 0 {
					t.Fatalf("survived %d seeds", mutantSeeds)
				}
				t.Logf("refuted by %d of %d seeds, first by %d", refuted, mutantSeeds, first)
			})
		}
	}
}

func (s scenario) hold(t *testing.T, seeds int, db table.Table) {
	var fired [mishaps]int
	first, one := os.LookupEnv("SEED")
	if n, err := strconv.Atoi(first); one && err == nil {
		s.check(t, uint64(n), db, &fired)
		return
	}
	for seed := range seeds {
		s.check(t, uint64(seed), db, &fired)
	}
	if fired[throttled] == 0 || fired[lostRequest] == 0 || fired[lostAnswer] == 0 {
		t.Errorf("a mishap never happened: %v", fired)
	}
	t.Logf("%d seeds; %d calls throttled, %d requests and %d answers lost", seeds, fired[throttled], fired[lostRequest], fired[lostAnswer])
}

func (s scenario) check(t *testing.T, seed uint64, db table.Table, fired *[mishaps]int) {
	t.Helper()
	if !s.judge(t, seed, db, right, fired) {
		t.Errorf("SEED=%d go test -run '^TestLinearizable/%s' ./internal/linear: no order of the calls explains the answers", seed, s.name)
	}
}

// judge plays one seed and asks whether its history could have happened one call after the other.
func (s scenario) judge(t *testing.T, seed uint64, db table.Table, change func(table.Table) table.Table, fired *[mishaps]int) bool {
	w := newWorld(t, seed, db, change)
	s.play(t, w)
	w.run()
	if fired != nil {
		for m, n := range w.fired {
			fired[m] += n
		}
	}
	return porcupine.CheckOperations(s.model, w.history)
}

func memory(t *testing.T) table.Table {
	db := local.Memory()
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// remote is the other engine over the real SDK, on a connection that loses every tenth answer: what is asked for again must not happen twice.
type remote struct {
	table.Table
	line *losing
}

func unreliable(t *testing.T) table.Table {
	line := &losing{client: http.DefaultClient}
	return remote{standin.Dynoxide(t).Open(t, func(o *dynamodb.Options) { o.HTTPClient = line }), line}
}

// losing is an HTTP client that loses answers of the database while mishaps are on.
type losing struct {
	client *http.Client
	world  *world
	count  int
}

func (l *losing) Do(r *http.Request) (*http.Response, error) {
	answer, err := l.client.Do(r)
	if l.count++; err != nil || l.count%10 != 0 || l.world == nil || l.world.calm {
		return answer, err
	}
	_ = answer.Body.Close()
	return nil, errSimulated
}
