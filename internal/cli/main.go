package cli

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"
)

// Main runs a command line whose root is a pointer to a struct for kong that embeds Commands, and returns the exit code. Mistakes and refusals are told on t.Err.
func Main(ctx context.Context, t *Terminal, root any, args []string, options ...kong.Option) int {
	over := false
	parser, err := Parser(t, root, append(options, kong.BindTo(ctx, (*context.Context)(nil)), kong.Exit(func(int) { over = true }))...)
	if err != nil {
		return t.end(err)
	}
	command, err := parser.Parse(args)
	if over { // help or the version was shown
		return 0
	}
	if err == nil {
		err = command.Run()
	}
	return t.end(err)
}

// Parser is what reads the arguments.
func Parser(t *Terminal, root any, options ...kong.Option) (*kong.Kong, error) {
	parser, err := kong.New(root, append([]kong.Option{
		kong.Name("usersync"),
		kong.Description("Turns the users and groups that identity providers push over SCIM 2.0 into products, roles and a welcome mail, by prioritised rules."),
		kong.Vars{"version": t.Version},
		kong.Writers(t.Out, t.Err),
		kong.Bind(t),
		kong.ConfigureHelp(kong.HelpOptions{NoExpandSubcommands: true, Compact: true, FlagsLast: true, WrapUpperBound: 110}),
		groups(),
	}, options...)...)
	if err != nil {
		return nil, fmt.Errorf("command line: %w", err)
	}
	return parser, nil
}

// end tells what went wrong.
func (t *Terminal) end(err error) int {
	code, text := Ended(err)
	if text != "" {
		_, _ = fmt.Fprintln(t.Err, "usersync:", text)
	}
	return code
}
