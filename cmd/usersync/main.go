// Command usersync is the product for people at a keyboard: `usersync serve` runs the whole of it on one machine.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set when building.
var version = "dev"

// cli is the command line. Its texts are what --help says.
type cli struct {
	Serve       serveCommand       `cmd:"" help:"Run the whole product on this machine: SCIM, admin API, resolver, mailbox. Data is kept in a folder."`
	OperatorKey operatorKeyCommand `cmd:"" help:"Make a key for the operator of a deployment on AWS, and print it with its hash, the stack's parameter OperatorKeyHash. Nothing is stored."`
	Version     kong.VersionFlag   `help:"Print the version and exit."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "usersync:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	var c cli
	parser, err := kong.New(
		&c,
		kong.Name("usersync"),
		kong.Description("Turns the users and groups that identity providers push over SCIM 2.0 into products, roles and a welcome mail, by prioritised rules."),
		kong.Vars{"version": version},
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w (usersync --help lists what there is)", err)
	}
	return command.Run()
}
