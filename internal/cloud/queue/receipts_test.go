package queue_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"usersync/internal/fault"
)

const hotARN = "arn:aws:sqs:eu-west-1:123456789012:usersync-dev-hot"

func TestARecordIsHidden(t *testing.T) {
	for after, want := range map[time.Duration]int{0: 0, 2500 * time.Millisecond: 3, 15 * time.Minute: 900, 24 * time.Hour: 11 * 3600} {
		s := newStandIn(t, nil)
		if err := s.Delay(context.Background(), hotARN, "receipt", after); err != nil {
			t.Fatal(err)
		}
		c := s.calls[0]
		if c.Action != "ChangeMessageVisibility" || c.ReceiptHandle != "receipt" || c.VisibilityTimeout == nil || *c.VisibilityTimeout != want || !strings.HasSuffix(c.QueueURL, "usersync-dev-hot") {
			t.Errorf("%v: %+v", after, c)
		}
	}
}

func TestRecordsAreDeletedInTens(t *testing.T) {
	s := newStandIn(t, nil)
	receipts := strings.Fields(strings.Repeat("r ", 12))
	if err := s.Delete(context.Background(), hotARN, receipts...); err != nil || !slices.Equal(s.sizes(), []int{10, 2}) {
		t.Errorf("calls of %v, %v", s.sizes(), err)
	}
	if c := s.calls[1]; c.Action != "DeleteMessageBatch" || c.Entries[1].ID != "1" || c.Entries[1].ReceiptHandle != "r" {
		t.Errorf("call %+v", c)
	}
}

func TestReceiptsFail(t *testing.T) {
	ctx := context.Background()
	down := newStandIn(t, func(int, call) []string { return []string{"*"} })
	partly := newStandIn(t, func(int, call) []string { return []string{"0"} })
	for name, err := range map[string]error{
		"hide":          down.Delay(ctx, hotARN, "r", time.Second),
		"delete":        down.Delete(ctx, hotARN, "r"),
		"delete partly": partly.Delete(ctx, hotARN, "r"),
	} {
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, arn := range []string{"arn:aws:sqs:eu-west-1:123456789012:another", "arn:", ""} {
		if err := down.Delay(ctx, arn, "r", 0); err == nil || !strings.Contains(err.Error(), "is not set") {
			t.Errorf("%q: %v", arn, err)
		}
		if err := down.Delete(ctx, arn, "r"); err == nil {
			t.Errorf("%q was deleted", arn)
		}
	}
}
