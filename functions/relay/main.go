// Function relay turns changes of the core table, as its stream delivers them, into messages.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.Relay())
	lambda.Start(m.Stream())
}
