use chrono::Duration;
use rusqlite::{Connection, OptionalExtension, params};

use super::number::{iso, json, parsed, time};
use super::{Store, StoreError};
use crate::model::Timestamp;
use crate::report::Alert;

/// An alert that waits for a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub channel: String,
    pub alert: Alert,
    /// How often it was tried in vain.
    pub tries: u32,
}

/// How an alert fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    pub alert: Alert,
    /// "open", "held" or "dropped".
    pub state: String,
    /// Each channel, when it took the alert, and why the last try failed.
    pub channels: Vec<(String, Option<Timestamp>, Option<String>)>,
}

/// The first and the longest pause after a delivery that failed.
const PAUSES: (Duration, Duration) = (Duration::minutes(1), Duration::hours(1));

impl Store {
    /// The run up to which an event's news were made into alerts; `None` where nobody did yet.
    pub fn alerted(&self, event: &str) -> Result<Option<i64>, StoreError> {
        Ok(self.recalled(&format!("alerted {event}"))?.and_then(|run| run.parse().ok()))
    }

    /// The ids of the event's changes that runs after this one found.
    pub fn changes_since(&self, event: &str, run: i64) -> Result<Vec<String>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached("select id from change where event = ?1 and run > ?2 order by id")?
                .query_map(params![event, run], |row| row.get(0))?
                .collect()
        })
    }

    /// Keeps an event's alerts and whom they go to, and that its news are told up to the run: all of it or nothing. An alert that is
    /// known stays as it is. One that takes back what was told less than `flip` ago is held until then; where it is taken
    /// back itself before, neither is told. How many are new comes back.
    pub fn alert(
        &mut self,
        event: &str,
        run: i64,
        alerts: &[Alert],
        channels: &dyn Fn(&Alert) -> Vec<String>,
        flip: Duration,
    ) -> Result<usize, StoreError> {
        self.change(|sql| {
            let mut new = 0;
            for alert in alerts {
                new += usize::from(keep(sql, alert, &channels(alert), flip)?);
            }
            sql.execute(
                "insert into state (key, value) values (?1, ?2)
                 on conflict (key) do update set value = ?2",
                params![format!("alerted {event}"), run.to_string()],
            )?;
            Ok(new)
        })
    }

    /// The alerts of the event that are held, because they take back what was told just before.
    pub fn held(&self, event: &str) -> Result<Vec<Alert>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select detail from alert where event = ?1 and state = 'held' order by at, rowid",
            )?
            .query_map([event], |row| parsed(&row.get::<_, String>(0)?))?
            .collect()
        })
    }

    /// Tells nobody of a held alert any more: what it tells did not last.
    pub fn drop_alert(&mut self, id: &str) -> Result<(), StoreError> {
        self.change(|sql| {
            sql.execute("update alert set state = 'dropped' where id = ?1 and state = 'held'", [id])
        })?;
        Ok(())
    }

    /// The alerts whose time has come, by channel and in the order in which they arose.
    pub fn waiting(&self, now: Timestamp) -> Result<Vec<Waiting>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select delivery.channel, alert.detail, delivery.tries
                 from delivery join alert on alert.id = delivery.alert
                 where delivery.sent_at is null and delivery.next_at <= ?1 and alert.state <> 'dropped'
                 order by delivery.channel, alert.at, alert.rowid",
            )?
            .query_map([iso(now)], |row| {
                Ok(Waiting {
                    channel: row.get(0)?,
                    alert: parsed(&row.get::<_, String>(1)?)?,
                    tries: row.get(2)?,
                })
            })?
            .collect()
        })
    }

    /// The next moment at which something is to be delivered.
    pub fn next_delivery(&self) -> Result<Option<Timestamp>, StoreError> {
        self.ask(|sql| {
            sql.query_row(
                "select min(delivery.next_at) from delivery join alert on alert.id = delivery.alert
                 where delivery.sent_at is null and alert.state <> 'dropped'",
                [],
                |row| time(row, 0),
            )
        })
    }

    /// Notes that a channel took the alerts, or why it did not; then they are tried again, later each time.
    pub fn delivered(
        &mut self,
        channel: &str,
        alerts: &[String],
        now: Timestamp,
        error: Option<&str>,
    ) -> Result<(), StoreError> {
        self.change(|sql| {
            for alert in alerts {
                match error {
                    None => {
                        sql.execute(
                            "update delivery set sent_at = ?3, tries = tries + 1, error = null
                             where alert = ?1 and channel = ?2",
                            params![alert, channel, iso(now)],
                        )?;
                        sql.execute("update alert set state = 'open' where id = ?1", [alert])?;
                    }
                    Some(error) => {
                        let tries: i32 = sql.query_row(
                            "select tries from delivery where alert = ?1 and channel = ?2",
                            params![alert, channel],
                            |row| row.get(0),
                        )?;
                        let factor =
                            2_i32.saturating_pow(u32::try_from(tries.min(10)).unwrap_or(0));
                        let next = now + (PAUSES.0 * factor).min(PAUSES.1);
                        sql.execute(
                            "update delivery set next_at = ?3, tries = tries + 1, error = ?4
                             where alert = ?1 and channel = ?2",
                            params![alert, channel, iso(next), error],
                        )?;
                    }
                }
            }
            Ok(())
        })
    }

    /// The last alerts, of one event or of all, the newest first.
    pub fn alerts(&self, event: Option<&str>, count: u32) -> Result<Vec<Sent>, StoreError> {
        self.ask(|sql| {
            let mut of = sql.prepare_cached(
                "select channel, sent_at, error from delivery where alert = ?1 order by channel",
            )?;
            let found: Vec<(Alert, String)> = sql
                .prepare_cached(
                    "select detail, state from alert where ?1 is null or event = ?1
                     order by at desc, rowid desc limit ?2",
                )?
                .query_map(params![event, count], |row| {
                    Ok((parsed(&row.get::<_, String>(0)?)?, row.get(1)?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            found
                .into_iter()
                .map(|(alert, state)| {
                    let channels = of
                        .query_map([&alert.id], |row| {
                            Ok((row.get(0)?, time(row, 1)?, row.get(2)?))
                        })?
                        .collect::<rusqlite::Result<_>>()?;
                    Ok(Sent { alert, state, channels })
                })
                .collect()
        })
    }
}

/// Keeps one alert; whether it is new.
fn keep(
    sql: &Connection,
    alert: &Alert,
    channels: &[String],
    flip: Duration,
) -> rusqlite::Result<bool> {
    let known = sql
        .prepare_cached("select 1 from alert where id = ?1")?
        .query_row([&alert.id], |_| Ok(()))
        .optional()?;
    if known.is_some() {
        return Ok(false);
    }
    let before: Option<(String, String, String)> = sql
        .prepare_cached(
            "select id, state, detail from alert
             where event = ?1 and key = ?2 and state <> 'dropped' and at >= ?3
             order by at desc, rowid desc limit 1",
        )?
        .query_row(params![alert.event, alert.key, iso(alert.at - flip)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    let (mut state, mut held_until) = ("open", None);
    if let Some((id, standing, detail)) = before {
        let before: Alert = parsed(&detail)?;
        if alert.reverses(&before) {
            if standing == "held" {
                sql.execute("update alert set state = 'dropped' where id = ?1", [&id])?;
                state = "dropped";
            } else {
                state = "held";
                held_until = Some(before.at + flip);
            }
        }
    }
    sql.prepare_cached(
        "insert into alert (id, run, event, kind, headline, key, was, became, at, state, held_until, detail)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        alert.id,
        alert.run,
        alert.event,
        alert.kind.as_str(),
        alert.headline,
        alert.key,
        alert.was,
        alert.is,
        iso(alert.at),
        state,
        held_until.map(iso),
        json(alert),
    ])?;
    if state != "dropped" {
        let mut deliver = sql
            .prepare_cached("insert into delivery (alert, channel, next_at) values (?1, ?2, ?3)")?;
        for channel in channels {
            deliver.execute(params![alert.id, channel, iso(held_until.unwrap_or(alert.at))])?;
        }
    }
    Ok(true)
}
