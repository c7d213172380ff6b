package main

import (
	"crypto/rand"
	"fmt"
	"os"

	"usersync/internal/access"
)

// operatorKeyCommand is `usersync operator-key`.
type operatorKeyCommand struct{}

// Run prints a fresh key and its hash. The key is kept nowhere: whoever runs this keeps it, and gives the hash to the deployment.
func (operatorKeyCommand) Run() error {
	_, secret, hash, err := access.Mint(access.OperatorKey, rand.Reader)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(os.Stdout, "operator key     %s\nOperatorKeyHash  %x\n", secret.Reveal(), hash)
	return err
}
