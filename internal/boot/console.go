package boot

import (
	"io/fs"
	"log/slog"
	"os"

	"usersync/internal/cloud/lambda"
	"usersync/internal/console"
)

// Console sends the web console.
func Console() Needs { return Needs{Name: "console"} }

// StartConsole reads the environment of this process as Start does. Of AWS the console needs nothing, so no application and no client is made.
func StartConsole(files fs.FS) lambda.Handler {
	settings, err := Read(Console(), os.Getenv)
	log := logger(Console().Name, settings.LogLevel)
	if err != nil {
		log.Error("cannot start", "error", err)
		os.Exit(1)
	}
	handler, err := ConsoleDoor(files, log)
	if err != nil {
		log.Error("cannot start", "error", err)
		os.Exit(1)
	}
	return handler
}

// ConsoleDoor is the function that answers requests of API Gateway with the files of the console; nil where it was not built.
func ConsoleDoor(files fs.FS, log *slog.Logger) (lambda.Handler, error) {
	pages, err := console.New(files)
	if err != nil {
		return nil, err
	}
	return lambda.HTTP(pages, lambda.HTTPOptions{Log: log}), nil
}
