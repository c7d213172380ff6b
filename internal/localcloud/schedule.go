package localcloud

import (
	"context"
	"fmt"
	"time"

	"usersync/internal/cfn"
)

// Tick fires every schedule of the template once, and returns the first error of a function. A template without schedules is an error.
func (c *Cloud) Tick(ctx context.Context) error {
	fired := 0
	for _, f := range c.template.Functions() {
		for _, e := range f.Events() {
			if e.Type != "ScheduleV2" {
				continue
			}
			fired++
			if err := c.fire(ctx, f, e); err != nil {
				return fmt.Errorf("schedule %s of %s: %w", e.ID, f.ID, err)
			}
		}
	}
	if fired == 0 {
		return fmt.Errorf("the template has no schedule")
	}
	return nil
}

// fire invokes the function as EventBridge Scheduler does, in the role that the schedule has.
func (c *Cloud) fire(ctx context.Context, f cfn.Function, e cfn.Event) error {
	granted := c.template.Named(e.Properties.At("RoleArn").Text())
	if granted == nil {
		return fmt.Errorf("the schedule has no role")
	}
	if !c.readRole(granted).may("lambda:InvokeFunction", c.names[f.ID+".Arn"], nil) {
		return fmt.Errorf("the role of the schedule does not allow lambda:InvokeFunction")
	}
	now := time.Now().UTC()
	_, err := c.invoke(ctx, f.ID, encode(map[string]any{
		"version": "0", "id": "00000000-0000-4000-a000-000000000000", "detail-type": "Scheduled Event", "source": "aws.scheduler", "account": account,
		"time": now.Format(time.RFC3339), "region": region, "resources": []string{arn("scheduler", "schedule/default/"+e.ID)}, "detail": "{}",
	}))
	return err
}
