from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0016_changes_that_fail'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailbox',
            name='folders_left_out',
            field=models.PositiveIntegerField(default=0),
        ),
    ]
