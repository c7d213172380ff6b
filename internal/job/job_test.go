package job_test

import (
	"encoding/json"
	"testing"
	"time"

	"usersync/internal/job"
)

func TestVerdicts(t *testing.T) {
	tests := []struct {
		name               string
		v                  job.Verdict
		done, again, never bool
		after              time.Duration
		reason             string
	}{
		{"done", job.Done(), true, false, false, 0, ""},
		{"the zero verdict is done", job.Verdict{}, true, false, false, 0, ""},
		{"again", job.Again(time.Second, "conflict"), false, true, false, time.Second, "conflict"},
		{"never", job.Never("undecodable"), false, false, true, 0, "undecodable"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			after, again := tt.v.IsAgain()
			if tt.v.IsDone() != tt.done || again != tt.again || tt.v.IsNever() != tt.never || after != tt.after || tt.v.Reason() != tt.reason {
				t.Errorf("got %+v", tt.v)
			}
		})
	}
}

func TestRetryGrowsToItsCeilingWithFullJitter(t *testing.T) {
	r := job.Retry{Base: time.Second, Max: time.Minute}
	tests := []struct {
		attempt int
		random  float64
		want    time.Duration
	}{
		{0, 0, 0},
		{0, 0.5, 500 * time.Millisecond},
		{3, 0.5, 4 * time.Second},
		{6, 0.5, 30 * time.Second},
		{29, 0.999999, 60*time.Second - 60*time.Microsecond},
		{1000, 0.5, 30 * time.Second},
	}
	for _, tt := range tests {
		if got := r.Wait(tt.attempt, tt.random); got != tt.want {
			t.Errorf("Wait(%d, %v) = %v, want %v", tt.attempt, tt.random, got, tt.want)
		}
	}
}

func TestAMessageIsSmallAndHoldsOnlyIDs(t *testing.T) {
	id := "01JZZZZZZZZZZZZZZZZZZZZZZZ"
	body, err := json.Marshal(job.Message{Kind: job.RunChunk, Account: id, User: id, ID: id, Shard: 3, Chunk: 20000, Version: 1 << 40, Hops: job.MaxHops})
	if err != nil || len(body) > 300 {
		t.Fatalf("%d bytes, want at most 300; err %v", len(body), err)
	}
	var back job.Message
	if err := json.Unmarshal(body, &back); err != nil || back.Chunk != 20000 {
		t.Fatalf("read back %+v, %v", back, err)
	}
}
