package localcloud

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"

	"usersync/internal/cfn"
	"usersync/internal/standin"
)

// makeTables makes the tables as the template describes them: its properties are CreateTable's, but for a few.
func (c *Cloud) makeTables() error {
	for _, r := range c.template.OfType("AWS::DynamoDB::Table") {
		input := map[string]any{"TableName": c.names[r.ID]}
		for _, property := range []string{"BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes"} {
			if r.At(property).Exists() {
				input[property] = r.At(property).Raw()
			}
		}
		if indexes := r.At("GlobalSecondaryIndexes"); indexes.Exists() {
			input["GlobalSecondaryIndexes"] = withoutThroughput(indexes)
		}
		if view := r.At("StreamSpecification", "StreamViewType"); view.Exists() {
			input["StreamSpecification"] = map[string]any{"StreamEnabled": true, "StreamViewType": view.Text()}
		}
		if err := c.call(c.t.Context(), "DynamoDB_20120810.CreateTable", input, nil); err != nil {
			return fmt.Errorf("table %s: %w", r.ID, err)
		}
	}
	return nil
}

// withoutThroughput leaves out the brakes on cost, which the stand-in has no parameters for (they are text in a template).
func withoutThroughput(indexes cfn.Value) []any {
	var list []any
	for _, index := range indexes.List() {
		kept := maps.Clone(index.Raw().(map[string]any))
		delete(kept, "OnDemandThroughput")
		list = append(list, kept)
	}
	return list
}

// makeQueues makes the queues, dead-letter queues first.
func (c *Cloud) makeQueues() error {
	queues := c.template.OfType("AWS::SQS::Queue")
	for _, second := range []bool{false, true} {
		for _, r := range queues {
			redrive := r.At("RedrivePolicy")
			if redrive.Exists() != second {
				continue
			}
			o := standin.QueueOptions{Visibility: time.Duration(r.At("VisibilityTimeout").Int()) * time.Second, MaxReceive: redrive.At("maxReceiveCount").Int()}
			if second {
				target := c.template.Named(redrive.At("deadLetterTargetArn").Text())
				if target == nil || c.queues[target.ID] == nil {
					return fmt.Errorf("queue %s: its dead-letter queue does not exist", r.ID)
				}
				o.DeadLetter = c.queues[target.ID]
			}
			c.queues[r.ID] = c.SQS.Queue(c.names[r.ID+".QueueName"], o)
		}
	}
	return nil
}

// call makes a request to DynamoDB or its streams in their JSON protocol.
func (c *Cloud) call(ctx context.Context, target string, in, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.dynamo.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("X-Amz-Target", target)
	r.Header.Set("X-Amz-Date", time.Now().UTC().Format("20060102T150405Z"))
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=local/20261101/"+region+"/dynamodb/aws4_request, SignedHeaders=host, Signature=00")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", target, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}
