// Function tick runs every minute: it starts full syncs that are due and sends for what was left unfinished.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.Tick())
	lambda.Start(m.Schedule())
}
