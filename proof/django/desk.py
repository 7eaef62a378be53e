"""What people do in the Django backend: `seed` makes a desk, `change` works on, `facts FILE` writes every field of every row."""

import json
import os
import random
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
import django

django.setup()

from crm_app.models import Company, Contact, Device, Ticket, TicketAttachment, TicketComment, User, Zone
from django.contrib.auth.hashers import make_password
from django.core import serializers
from django.core.files.base import ContentFile
from django.utils import timezone

MODELS = [User, Company, Contact, Zone, Ticket, TicketComment, TicketAttachment]
HASHERS = ["pbkdf2_sha256", "pbkdf2_sha1", "argon2", "bcrypt_sha256", "scrypt"]
STATUSES = ["new", "assigned", "in_progress", "pending", "resolved", "closed"]


def seed():
    one = random.Random(20261126)
    users = [
        User.objects.create(
            username=name,
            email=f"{name}@old.example",
            password=make_password(f"{name}'s password", hasher=HASHERS[n % len(HASHERS)]),
            role=["Admin", "Tech", "Sales", "Finance", "Music"][n % 5],
            first_name=name.title(),
        )
        for n, name in enumerate(["ada", "bo", "cleo", "dan", "eve", "ümit"])
    ]
    for n in range(8):
        company = Company.objects.create(name=f"Hôtel {n}", country="Thailand", contract_value=n)
        Contact.objects.create(company=company, name=f"Contact {n}", email=f"c{n}@guest.example", is_primary=n % 2 == 0)
        device = Device.objects.create(company=company, name=f"Player {n}")
        Zone.objects.create(company=company, device=device, name=f"Lobby {n}", status="online")
    for n in range(60):
        company = one.choice(list(Company.objects.order_by("name")))
        ticket = Ticket.objects.create(
            subject=f"No sound {n} & “quoted” 🎷",
            description=f"<p>Since noon.</p>\r\nลำโพง {n}",
            company=company,
            contact=one.choice([None, company.contacts.first()]),
            zone=one.choice([None, company.zones.first()]),
            status=one.choice(STATUSES),
            priority=one.choice(["low", "medium", "high", "urgent"]),
            created_by=one.choice(users),
            assigned_to=one.choice([None, *users]),
            assigned_team=one.choice(["", "Tech", "Sales"]),
            due_date=one.choice([None, timezone.now()]),
            tags=one.choice(["", "vip", "a, b"]),
        )
        if one.random() < 0.2:
            # reopened: resolved_at stays
            ticket.status = "resolved"
            ticket.save()
            ticket.status = "in_progress"
            ticket.save()
        for _ in range(one.randrange(4)):
            TicketComment.objects.create(
                ticket=ticket, author=one.choice([None, *users]), text=f"On our way {n}.", is_internal=one.random() < 0.3
            )
        if n % 5 == 0:
            content = ContentFile(f"log {n}".encode(), name=f"log {n}.txt")
            TicketAttachment.objects.create(
                ticket=ticket, file=content, name=f"log {n}.txt", size=len(content), uploaded_by=users[0]
            )


def change():
    tickets = list(Ticket.objects.order_by("ticket_number"))
    tickets[0].subject = "Changed there only"
    tickets[0].save()
    tickets[2].subject = "Changed there, and here too"
    tickets[2].save()
    tickets[3].delete()
    user = User.objects.get(username="bo")
    user.set_password("bo's new password")
    user.save()
    User.objects.filter(username="dan").update(is_active=False)
    ticket = Ticket.objects.create(subject="New since", description="d", company=Company.objects.first(), created_by=user)
    TicketComment.objects.create(ticket=ticket, author=user, text="Since the first import")


def facts(path):
    rows = [row for model in MODELS for row in json.loads(serializers.serialize("json", model.objects.order_by("pk")))]
    with open(path, "w") as file:
        json.dump(rows, file)


{"seed": seed, "change": change, "facts": facts}[sys.argv[1]](*sys.argv[2:])
