package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestInvokeShowsAnswerLogAndEffects(t *testing.T) {
	tests := []struct{ function, event, says string }{
		{"scim", "scim-user-create.json", `"statusCode": 201`},
		{"relay", "relay-bell.json", "sent to hot: {Kind:resolve"},
		{"mailer", "mailer-one.json", "mail to "},
	}
	for _, tt := range tests {
		t.Run(tt.event, func(t *testing.T) {
			h, out := newHand(), &bytes.Buffer{}
			t.Cleanup(h.finish)
			c := command{Function: tt.function, Event: "../../../events/" + tt.event}
			if err := c.run(h, out); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tt.says) {
				t.Errorf("does not show %q:\n%s", tt.says, out)
			}
		})
	}
}

func TestInvokeSaysWhatIsWrong(t *testing.T) {
	h := newHand()
	t.Cleanup(h.finish)
	if err := (&command{Function: "dance"}).run(h, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "scim admin console relay") {
		t.Errorf("%v", err)
	}
	c := command{Function: "tick", Event: "../../../events/scim-no-auth.json"}
	if err := c.run(h, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "schedule") {
		t.Errorf("the event of another function: %v", err)
	}
}
