package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

// demo fills the sample company while the product is up already, and says what it is at.
func (m *machine) demo(ctx context.Context, account string) {
	shown, began := false, time.Now()
	err := m.app.Demo(ctx, account, func(what string) {
		shown = true
		_, _ = fmt.Fprintf(os.Stdout, "Filling the sample company: %s ...\n", what)
	})
	switch {
	case err != nil:
		m.log.Error("the sample company is not complete; start again with --demo on a new data folder", "error", err)
	case shown:
		_, _ = fmt.Fprintf(os.Stdout, "The sample company is complete, after %.0f seconds.\n", time.Since(began).Seconds())
	default:
		_, _ = fmt.Fprintln(os.Stdout, "The account has users already: --demo leaves it alone.")
	}
}
