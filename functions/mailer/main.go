// Function mailer works off the queue mail: welcome mails through Amazon SES.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.Mailer())
	lambda.Start(m.Queue())
}
