package main

import (
	"context"
	"fmt"
	"os"
)

// demo fills the sample company while the product is up already, and shows how far it is.
func (m *machine) demo(ctx context.Context, account string) {
	shown := false
	err := m.app.Demo(ctx, account, func(done, of int) {
		shown = true
		_, _ = fmt.Fprintf(os.Stdout, "\rFilling the sample company: %d of %d", done, of)
	})
	switch {
	case err != nil:
		m.log.Error("the sample company is not complete; start again with --demo on a new data folder", "error", err)
	case shown:
		_, _ = fmt.Fprintln(os.Stdout, ". Done.")
	default:
		_, _ = fmt.Fprintln(os.Stdout, "The account has users already: --demo leaves it alone.")
	}
}
