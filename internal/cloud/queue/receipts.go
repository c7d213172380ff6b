package queue

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// MaxHidden is how long a received record is hidden at most; longer waits are cut to it. SQS allows 12 hours, counted from when the record was received.
const MaxHidden = 11 * time.Hour

// Delay hides a received record of one of the queues for a while (ChangeMessageVisibility). It fails with fault.Unavailable.
func (q *Queues) Delay(ctx context.Context, arn, receipt string, after time.Duration) error {
	url, err := q.url(arn)
	if err != nil {
		return err
	}
	_, err = q.Client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{
		QueueUrl: &url, ReceiptHandle: &receipt, VisibilityTimeout: seconds(after, MaxHidden),
	})
	if err != nil {
		return unavailable("A record could not be hidden.").Because(err)
	}
	return nil
}

// Delete takes received records off one of the queues. It fails with fault.Unavailable when some of them may still be there.
func (q *Queues) Delete(ctx context.Context, arn string, receipts ...string) error {
	url, err := q.url(arn)
	if err != nil {
		return err
	}
	for len(receipts) > 0 {
		n := min(batchSize, len(receipts))
		out, err := q.Client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: deletions(receipts[:n])})
		if err != nil {
			return unavailable("Records could not be deleted.").Because(err)
		}
		if len(out.Failed) > 0 {
			return unavailable("Some records could not be deleted.")
		}
		receipts = receipts[n:]
	}
	return nil
}

func deletions(receipts []string) []types.DeleteMessageBatchRequestEntry {
	entries := make([]types.DeleteMessageBatchRequestEntry, len(receipts))
	for i, r := range receipts {
		entries[i] = types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: aws.String(r)}
	}
	return entries
}

// url finds a queue's address by its ARN: the last part of both is its name.
func (q *Queues) url(arn string) (string, error) {
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	for _, url := range q.URLs {
		if name != "" && url[strings.LastIndexByte(url, '/')+1:] == name {
			return url, nil
		}
	}
	return "", fmt.Errorf("a record came from the queue %q, whose address is not set", name)
}
