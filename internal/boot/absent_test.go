package boot

import (
	"strings"
	"testing"

	"usersync/internal/fault"
	"usersync/internal/job"
	"usersync/internal/notify"
)

func TestAbsentPartsNameTheFunction(t *testing.T) {
	queues, mailer := noQueues{"scim"}, noMailer{"scim"}
	_, sent := mailer.Send(t.Context(), notify.Message{})
	_, fate := mailer.Fate(t.Context(), "i")
	for name, err := range map[string]error{
		"send": queues.Send(t.Context(), job.Hot), "send later": queues.SendLater(t.Context(), job.Bulk, 0), "mail": sent, "fate": fate,
	} {
		if err == nil || !strings.Contains(err.Error(), "function scim") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !fault.Is(sent, fault.TooMany) {
		t.Error("a mail that was not handed over must be free to be sent by another")
	}
}
