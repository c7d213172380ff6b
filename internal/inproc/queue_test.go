package inproc_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"usersync/internal/access"
	"usersync/internal/inproc"
	"usersync/internal/job"
)

// queues starts queues whose handler is fn, inside a synctest bubble.
func queues(t *testing.T, fn inproc.Handler) *inproc.Queues {
	t.Helper()
	q := &inproc.Queues{Handle: fn, Workers: map[job.Queue]int{job.Hot: 4}, Log: slog.New(slog.DiscardHandler), Jitter: func() float64 { return 0.5 }}
	q.Start(t.Context())
	return q
}

func TestQueuesDeliverEveryMessageToItsAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		got := map[string]int{}
		q := queues(t, func(_ context.Context, a access.Account, m job.Message) job.Verdict {
			mu.Lock()
			defer mu.Unlock()
			got[a.ID()+"/"+m.User]++
			return job.Done()
		})
		for _, user := range []string{"u1", "u2", "u3"} {
			if err := q.Send(t.Context(), job.Hot, job.Message{Kind: job.ResolveUser, Account: "a", User: user}); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		q.Stop()
		if len(got) != 3 || got["a/u1"] != 1 {
			t.Fatalf("delivered %v, want each of three once", got)
		}
	})
}

func TestQueuesBringAMessageBackUntilItIsParked(t *testing.T) {
	tests := []struct {
		name    string
		verdict job.Verdict
		want    int
	}{
		{"done at once", job.Done(), 1},
		{"never: parked at once", job.Never("undecodable"), 1},
		{"again: up to the last attempt", job.Again(time.Second, "conflict"), inproc.MaxAttempts},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				calls := 0
				q := queues(t, func(context.Context, access.Account, job.Message) job.Verdict { calls++; return tt.verdict })
				_ = q.Send(t.Context(), job.Mail, job.Message{Kind: job.SendMail, Account: "a"})
				time.Sleep(3 * time.Hour) // the bubble's clock
				q.Stop()
				if calls != tt.want {
					t.Fatalf("%d deliveries, want %d", calls, tt.want)
				}
			})
		})
	}
}

func TestAPanicTakesNoOtherMessageAlong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		good := 0
		q := queues(t, func(_ context.Context, _ access.Account, m job.Message) job.Verdict {
			if m.User == "poison" {
				panic("poison")
			}
			mu.Lock()
			defer mu.Unlock()
			good++
			return job.Done()
		})
		for _, user := range []string{"a", "poison", "b", "c"} {
			_ = q.Send(t.Context(), job.Hot, job.Message{Account: "a", User: user})
		}
		synctest.Wait()
		q.Stop()
		if good != 3 {
			t.Fatalf("%d good messages done, want 3", good)
		}
	})
}

func TestDelayedMessagesWaitAndAreDroppedAtStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		q := queues(t, func(context.Context, access.Account, job.Message) job.Verdict {
			at = append(at, time.Now())
			return job.Done()
		})
		start := time.Now()
		_ = q.SendLater(t.Context(), job.Bulk, time.Minute, job.Message{Account: "a"})
		_ = q.SendLater(t.Context(), job.Bulk, time.Hour, job.Message{Account: "a"})
		if q.Len(job.Bulk) != 2 {
			t.Fatalf("%d wait, want 2", q.Len(job.Bulk))
		}
		time.Sleep(2 * time.Minute)
		q.Stop()
		if len(at) != 1 || at[0].Sub(start) != time.Minute {
			t.Fatalf("delivered at %v, want once after a minute", at)
		}
	})
}
