package boot

import (
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go/logging"

	"usersync/internal/cloud/mail"
	"usersync/internal/cloud/queue"
)

// How long a request to AWS may take. Functions live for tens of seconds: a connection that hangs must leave time for another try.
const (
	connectWithin = 2 * time.Second
	answerWithin  = 8 * time.Second
	connections   = 64 // kept open to one service: as many as a function has requests under way
)

// mailers is how many mailers there are at once at most, as the template has it: they share the rate of the AWS account.
const mailers = 2

// clients makes the clients of AWS services on one configuration and one pool of connections.
type clients struct{ config aws.Config }

func newClients(s Settings) clients {
	return clients{aws.Config{
		Region:      s.Region,
		Credentials: credentials.NewStaticCredentialsProvider(s.AccessKey, s.SecretKey, s.Session), // Lambda renews them by a new process
		HTTPClient: awshttp.NewBuildableClient().
			WithDialerOptions(func(d *net.Dialer) { d.Timeout = connectWithin }).
			WithTransportOptions(func(t *http.Transport) {
				t.TLSHandshakeTimeout, t.ResponseHeaderTimeout = connectWithin, answerWithin
				t.MaxIdleConns, t.MaxIdleConnsPerHost = connections, connections
			}),
		Logger: logging.Nop{}, // errors come back as errors
	}}
}

// endpoint is where a service is, or nil for AWS itself.
func endpoint(url string) *string {
	if url == "" {
		return nil
	}
	return &url
}

func (c clients) dynamoDB(s Settings) *dynamodb.Client {
	return dynamodb.NewFromConfig(c.config, func(o *dynamodb.Options) { o.BaseEndpoint = endpoint(s.DynamoDBURL) })
}

func (c clients) queues(s Settings) *queue.Queues {
	return &queue.Queues{
		Client: sqs.NewFromConfig(c.config, func(o *sqs.Options) { o.BaseEndpoint = endpoint(s.SQSURL) }),
		URLs:   s.Queues,
	}
}

func (c clients) mailer(s Settings) *mail.Mailer {
	return &mail.Mailer{
		Client: sesv2.NewFromConfig(c.config, func(o *sesv2.Options) { o.BaseEndpoint = endpoint(s.SESURL) }),
		From:   s.MailFrom, ConfigurationSet: s.MailConfigurationSet, ReplyTo: s.MailReplyTo,
		Pace: mail.NewPace(s.MailRate, mailers),
	}
}
