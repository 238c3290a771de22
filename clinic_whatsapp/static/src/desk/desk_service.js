import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

import { Deliveries } from "./deliveries";

import { EventBus } from "@odoo/owl";

const TICK = 15 * 1000; // ms between two looks at the clock

/**
 * What reaches the desk by the bus: that something changed, never what. Whoever has the
 * conversation open reads it again with their own rights.
 *
 * Keeps what is being written while another conversation is looked at, in memory only.
 */
export const deskService = {
    dependencies: ["action", "bus_service", "mail.store", "notification"],
    start(env, { action, bus_service: bus, "mail.store": store, notification }) {
        const news = new EventBus(); // one for all that show a conversation, however many do
        const late = new Map(); // channel id -> takes the alert off the screen
        const tell = (channelId, what, data) => news.trigger("news", { channelId, what, data });

        bus.subscribe("clinic.whatsapp/changed", ({ channel_id, data }) => {
            store.insert(data);
            if (!data["discuss.channel"]?.some(({ whatsapp }) => whatsapp?.waiting_since)) {
                late.get(channel_id)?.();
                late.delete(channel_id);
            }
            tell(channel_id, "changed");
        });
        bus.subscribe("clinic.whatsapp/ticks", ({ channel_id, ticks }) =>
            tell(channel_id, "ticks", ticks)
        );
        bus.subscribe("discuss.channel/new_message", ({ id }) => tell(id, "changed"));
        // whatever was missed meanwhile, and whatever the screen still complains of
        bus.addEventListener("BUS:RECONNECT", () => tell(null, "changed"));
        bus.subscribe("clinic.whatsapp/new", async ({ channel_id }) => {
            const thread = await store.Thread.getOrFetch({
                model: "discuss.channel",
                id: channel_id,
            });
            if (thread?.isUnread) {
                env.services["mail.out_of_focus"].sendNotification({
                    message: _t("WhatsApp message"),
                    title: _t("WhatsApp"),
                    type: "info",
                });
            }
        });
        bus.subscribe("clinic.whatsapp/passed", ({ channel_id, by }) => {
            notification.add(_t("%s passed a conversation to you.", by), {
                type: "info",
                sticky: true,
                buttons: [
                    {
                        name: _t("Open it"),
                        primary: true,
                        onClick: () =>
                            action.doAction("mail.action_discuss", {
                                additionalContext: { active_id: `discuss.channel_${channel_id}` },
                            }),
                    },
                ],
            });
        });
        bus.subscribe("clinic.whatsapp/late", ({ channel_id, minutes }) => {
            late.get(channel_id)?.();
            const close = notification.add(
                _t("Somebody on WhatsApp has waited %s minutes for an answer.", minutes),
                {
                    type: "warning",
                    sticky: true,
                    buttons: [
                        {
                            name: _t("Answer"),
                            primary: true,
                            onClick: () => {
                                close();
                                action.doAction("mail.action_discuss", {
                                    additionalContext: {
                                        active_id: `discuss.channel_${channel_id}`,
                                    },
                                });
                            },
                        },
                    ],
                }
            );
            late.set(channel_id, close);
        });
        setInterval(() => (store.whatsappClock = Date.now()), TICK);
        return {
            news,
            deliveries: new Deliveries(),
            drafts: new Map(), // channel id -> what is being written there
        };
    },
};

registry.category("services").add("clinic_whatsapp.desk", deskService);
