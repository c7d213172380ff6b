// Command usersync is the product for people at a keyboard: `usersync serve` runs the whole of it on one machine, the other verbs speak to a deployment.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"usersync/internal/cli"
)

// version is set when building.
var version = "dev"

// root is the command line. Its texts are what --help says.
type root struct {
	Serve       serveCommand       `cmd:"" group:"machine" help:"Run the whole product on this machine: SCIM, admin API, resolver, mailbox. Data is kept in a folder."`
	OperatorKey operatorKeyCommand `cmd:"" group:"machine" help:"Make a key for the operator of a deployment on AWS, and print it with its hash, the stack's parameter OperatorKeyHash. Nothing is stored."`

	cli.Commands

	Version kong.VersionFlag `help:"Print the version and exit."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Main(ctx, terminal(), &root{}, os.Args[1:])
	stop()
	os.Exit(code)
}
