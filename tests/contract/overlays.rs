//! Faults of the official documents, each mended by name and with its reason.

use serde_json::{Value, json};

/// A fault of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overlay {
    pub(crate) name: &'static str,
    /// Why the document is wrong; for those who read the table.
    pub(crate) reason: &'static str,
    /// Mends it and says in how many places; none means that the document was corrected.
    pub(crate) mend: fn(&mut Value) -> usize,
}

/// Of Cal.com's document.
pub(crate) const CALCOM: &[Overlay] = &[
    Overlay {
        name: "oneof-overlaps",
        reason: "branches of oneOf overlap, as none forbids further fields (a plain booking is a recurring one too)",
        mend: |document| any_of(document),
    },
    Overlay {
        name: "slots-without-envelope",
        reason: "the schema of the slots is of what stands in `data`, as strings; the example beside it has the \
                 envelope, and objects with `start`, which is what the service answers",
        mend: |document| {
            let slot = json!({ "type": "object", "required": ["start"], "properties": {
                "start": { "type": "string" }, "end": { "type": "string" },
                "attendeesCount": { "type": "number" }, "seatsRemaining": { "type": "number" },
                "seatsTotal": { "type": "number" }, "bookingUid": { "type": ["string", "null"] } } });
            let days =
                json!({ "type": "object", "additionalProperties": { "type": "array", "items": slot } });
            let schema = json!({ "type": "object", "required": ["status", "data"], "properties": {
                "status": { "const": "success" }, "data": days } });
            replace(document, "/paths/~1v2~1slots/get/responses/200/content/application~1json/schema", schema)
        },
    },
    Overlay {
        name: "busy-times-calendars",
        reason: "credentialId and externalId are the fields of each entry of calendarsToLoad, not parameters",
        mend: |document| {
            let entry = json!({ "type": "object", "required": ["credentialId", "externalId"], "properties": {
                "credentialId": { "type": "number" }, "externalId": { "type": "string" } } });
            let calendars = json!({ "name": "calendarsToLoad", "in": "query", "required": true,
                "schema": { "type": "array", "minItems": 1, "items": entry } });
            let pointer = "/paths/~1v2~1calendars~1busy-times/get/parameters";
            let parameters = document.pointer_mut(pointer).and_then(Value::as_array_mut);
            parameters.map_or(0, |parameters| {
                let before = parameters.len();
                parameters.retain(|it| it["name"] != "credentialId" && it["name"] != "externalId");
                parameters.push(calendars);
                before + 1 - parameters.len()
            })
        },
    },
    Overlay {
        name: "time-pattern-placeholder",
        reason: "the pattern of times is the name of a constant, not what it stands for",
        mend: |document| {
            let times = [
                ("ScheduleAvailabilityInput_2024_06_11", "startTime"),
                ("ScheduleAvailabilityInput_2024_06_11", "endTime"),
                ("ScheduleOverrideInput_2024_06_11", "startTime"),
                ("ScheduleOverrideInput_2024_06_11", "endTime"),
            ];
            let mut mend = |(schema, field)| {
                let pointer = format!("/components/schemas/{schema}/properties/{field}/pattern");
                replace(document, &pointer, json!("^([01][0-9]|2[0-3]):[0-5][0-9]$"))
            };
            times.into_iter().map(&mut mend).sum()
        },
    },
    Overlay {
        name: "flag-of-fields",
        reason: "whether a question is one that every event type asks is said to be an object; its example is `false`",
        mend: |document| {
            let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
            let fields = schemas.into_iter().flatten().filter(|(name, _)| name.contains("FieldOutput_"));
            let flags = fields.filter_map(|(_, schema)| schema.pointer_mut("/properties/isDefault/type"));
            flags.filter(|it| **it == "object").map(|it| *it = json!("boolean")).count()
        },
    },
    Overlay {
        name: "reserved-slot-of-bookings",
        reason: "the reservation that a booking uses up is read from its body by some servers, and not described",
        mend: |document| {
            let pointer = "/components/schemas/CreateBookingInput_2024_08_13/properties";
            let fields = document.pointer_mut(pointer).and_then(Value::as_object_mut);
            fields.map_or(0, |fields| {
                usize::from(fields.insert("reservedSlotUid".into(), json!({ "type": "string" })).is_none())
            })
        },
    },
    Overlay {
        name: "days-enum-on-array",
        reason: "the names of the days are listed for the array as well as for its entries; no array is one of them",
        mend: |document| {
            let days = "/components/schemas/ScheduleAvailabilityInput_2024_06_11/properties/days";
            let days = document.pointer_mut(days).and_then(Value::as_object_mut);
            usize::from(days.is_some_and(|days| days.remove("enum").is_some()))
        },
    },
    Overlay {
        name: "destination-calendar-id",
        reason: "the id of a destination calendar is a number wherever the service writes one, not an object",
        mend: |document| {
            replace(document, "/components/schemas/DestinationCalendar/properties/id/type", json!("number"))
        },
    },
    Overlay {
        name: "reserved-slot-holds-itself",
        reason: "the schema of a reservation that is read says that its data is itself, without an end; it is what \
                 the call that makes one answers, and null where there is none",
        mend: |document| {
            let slot = json!({ "nullable": true, "type": "object",
                "required": ["eventTypeId", "slotStart", "slotEnd", "slotDuration", "reservationUid", "reservationUntil"],
                "properties": {
                    "eventTypeId": { "type": "number" }, "slotDuration": { "type": "number" },
                    "slotStart": { "type": "string" }, "slotEnd": { "type": "string" },
                    "reservationUid": { "type": "string" }, "reservationUntil": { "type": "string" } } });
            replace(document, "/components/schemas/GetReservedSlotOutput_2024_09_04/properties/data", slot)
        },
    },
    Overlay {
        name: "errors-undescribed",
        reason: "no answer but the good one is described; errors come in an envelope, or in the framework's own shape",
        mend: |document| {
            let own = json!({ "type": "object", "required": ["status", "timestamp", "path", "error"], "properties": {
                "status": { "const": "error" }, "timestamp": { "type": "string", "format": "date-time" },
                "path": { "type": "string" },
                "error": { "type": "object", "required": ["code", "message"], "properties": {
                    "code": { "type": "string" }, "message": { "type": "string" } } } } });
            let framework = json!({ "type": "object", "required": ["statusCode", "message"], "properties": {
                "statusCode": { "type": "integer" }, "message": { "type": "string" } } });
            let schema = json!({ "anyOf": [own, framework] });
            add_response(
                document,
                &["4XX", "5XX"],
                &json!({ "content": { "application/json": { "schema": schema } } }),
            )
        },
    },
];

/// Of Calendly's document, the additions included.
pub(crate) const CALENDLY: &[Overlay] = &[Overlay {
    name: "throttling-undescribed",
    reason: "calls of the older document list no 429, which every call may answer",
    mend: |document| add_response(document, &["429"], &json!({ "$ref": "#/components/responses/E429" })),
}];

/// Every `oneOf` as an `anyOf`.
fn any_of(value: &mut Value) -> usize {
    match value {
        Value::Array(values) => values.iter_mut().map(any_of).sum(),
        Value::Object(map) => {
            let branches = map.remove("oneOf");
            let found = usize::from(branches.is_some());
            map.extend(branches.map(|branches| ("anyOf".into(), branches)));
            found + map.values_mut().map(any_of).sum::<usize>()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// Puts `with` in the place that `pointer` names.
pub(crate) fn replace(document: &mut Value, pointer: &str, with: Value) -> usize {
    let place = document.pointer_mut(pointer).filter(|value| **value != with);
    place.map_or(0, |place| {
        *place = with;
        1
    })
}

/// Gives every operation that lacks it a response of each of `statuses`.
fn add_response(document: &mut Value, statuses: &[&str], response: &Value) -> usize {
    let mut added = 0;
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        let operations = item.as_object_mut().unwrap().values_mut();
        for responses in operations.filter_map(|it| it.get_mut("responses")?.as_object_mut()) {
            for status in
                statuses.iter().filter(|status| responses.get(**status).is_none()).collect::<Vec<_>>()
            {
                responses.insert((*status).into(), response.clone());
                added += 1;
            }
        }
    }
    added
}
