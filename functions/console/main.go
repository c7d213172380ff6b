// Function console sends the web console to browsers, behind the HTTP API of the admin API. It reads nothing but itself.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/console"
	"usersync/internal/boot"
)

func main() {
	lambda.Start(boot.StartConsole(console.Files()))
}
