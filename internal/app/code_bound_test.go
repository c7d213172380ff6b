package app

import (
	"crypto/rand"
	"testing"
	"time"

	"usersync/internal/access"
)

// Codes that nobody used are forgotten when they are over, not kept for as long as the process lives.
func TestCodesThatNobodyUsedAreForgotten(t *testing.T) {
	now := time.Now()
	c := codes{app: &App{config: Config{Random: rand.Reader, Now: func() time.Time { return now }}}}
	for range 10 {
		if _, _, err := c.Give(access.Account{}); err != nil {
			t.Fatal(err)
		}
		now = now.Add(CodeLife / 2)
	}
	if len(c.given) > 2 {
		t.Errorf("%d codes are kept, want the two that can be used", len(c.given))
	}
}
