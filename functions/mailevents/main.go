// Function mailevents takes what Amazon SES says became of mails: delivered, sent back, complained of.
package main

import (
	"github.com/aws/aws-lambda-go/lambda"

	"usersync/internal/boot"
)

func main() {
	m := boot.Start(boot.MailEvents())
	lambda.Start(m.MailReports())
}
